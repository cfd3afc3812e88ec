import { base64Of } from './files.js';

/** Records from the microphone until `stop`, which gives the file. Rejects when there is no microphone. */
export async function startRecording() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const chunks = [];
  const started = Date.now();
  recorder.addEventListener('dataavailable', (event) => chunks.push(event.data));
  recorder.start();
  return {
    async stop() {
      const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
      recorder.stop();
      await stopped;
      for (const track of stream.getTracks()) track.stop();
      const mimetype = recorder.mimeType || 'audio/ogg; codecs=opus';
      const seconds = Math.max(1, Math.round((Date.now() - started) / 1_000));
      return { base64: await base64Of(new Blob(chunks, { type: mimetype })), mimetype, seconds };
    },
  };
}
