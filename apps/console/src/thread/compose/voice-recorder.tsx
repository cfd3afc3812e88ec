import { useEffect, useRef, useState } from 'react';
import { useText } from '../../i18n/text.js';
import { useClient } from '../../session/client.js';
import { Icon } from '../../ui/icons.js';
import { useToasts } from '../../ui/toasts.js';
import { formatSeconds } from '../content/format.js';
import { startRecording } from './recording.js';
import type { Recording } from './recording.js';

/** The customer sees that a recording goes on when it is told this often. */
const tellMs = 4_000;

interface VoiceRecorderProps {
  ticketId: string;
  /** Set while a recording goes on. */
  onRecording: (isRecording: boolean) => void;
}

/** A button that becomes a running recording, with its two ends: throw it away, or send it. */
export function VoiceRecorder({ ticketId, onRecording }: VoiceRecorderProps) {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const [recording, setRecording] = useState<Recording | null>(null);
  const current = useRef<Recording | null>(null);
  useEffect(() => () => current.current?.discard(), []);

  const set = (next: Recording | null): void => {
    current.current = next;
    setRecording(next);
    onRecording(next !== null);
    client.typing(ticketId, next !== null, true);
  };
  const start = async (): Promise<void> => {
    try {
      set(await startRecording());
    } catch (error) {
      showError(error instanceof DOMException ? new Error(text.composer.noMicrophone) : error);
    }
  };
  const send = async (): Promise<void> => {
    if (recording === null) return;
    const seconds = Math.max(1, Math.round(recording.seconds()));
    const file = await recording.finish();
    set(null);
    client.sendFile(ticketId, file, `voice-${Date.now()}`, { kind: 'voice', seconds });
  };

  if (recording === null) {
    return (
      <button
        type="button"
        className="icon-button composer-tool"
        aria-label={text.composer.record}
        title={text.composer.record}
        data-testid="record"
        onClick={() => void start()}
      >
        <Icon name="microphone" />
      </button>
    );
  }
  return (
    <div className="recorder" data-testid="recorder">
      <button
        type="button"
        className="icon-button composer-tool"
        aria-label={text.composer.discardRecording}
        title={text.composer.discardRecording}
        onClick={() => {
          recording.discard();
          set(null);
        }}
      >
        <Icon name="trash" />
      </button>
      <Running recording={recording} onTick={() => client.typing(ticketId, true, true)} />
      <button
        type="button"
        className="composer-send"
        aria-label={text.composer.sendRecording}
        title={text.composer.sendRecording}
        onClick={() => void send()}
      >
        <Icon name="send" />
      </button>
    </div>
  );
}

function Running({ recording, onTick }: { recording: Recording; onTick: () => void }) {
  const text = useText();
  const [seconds, setSeconds] = useState(0);
  const tick = useRef(onTick);
  useEffect(() => {
    const clock = setInterval(() => setSeconds(recording.seconds()), 250);
    const telling = setInterval(() => tick.current(), tellMs);
    return () => {
      clearInterval(clock);
      clearInterval(telling);
    };
  }, [recording]);
  return (
    <p className="recorder-time" role="timer" aria-label={text.composer.recording}>
      <span className="recorder-dot" />
      {formatSeconds(seconds)}
    </p>
  );
}
