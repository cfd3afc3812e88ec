/** A voice note in the making. */
export interface Recording {
  /** So far. */
  seconds: () => number;
  /** Ends it. @returns what was recorded */
  finish: () => Promise<Blob>;
  /** Ends it for nothing. */
  discard: () => void;
}

/** Browsers let pages use the microphone only over HTTPS and on the machine itself. */
export const canRecord = (): boolean =>
  window.isSecureContext && 'mediaDevices' in navigator && 'MediaRecorder' in window;

const types = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];

/** @throws DOMException when there is no microphone or it may not be used */
export async function startRecording(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const startedAt = performance.now();
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve()));
  recorder.start();
  const stop = (): void => {
    if (recorder.state !== 'inactive') recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  };
  return {
    seconds: () => (performance.now() - startedAt) / 1000,
    finish: async () => {
      stop();
      await stopped;
      return new Blob(parts, { type: recorder.mimeType });
    },
    discard: stop,
  };
}
