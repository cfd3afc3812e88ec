import type { MessageResource } from '@bkcrm/contracts';
import { useRef, useState } from 'react';
import { useText } from '../../i18n/text.js';
import { Icon } from '../../ui/icons.js';
import { AttachmentNote } from './attachment-note.js';
import { formatSeconds, waveBars } from './format.js';
import { useAttachment } from './use-attachment.js';

const speeds = [1, 1.5, 2];
const bars = 44;

/** Voice notes and other audio: play, seek in the wave, three speeds. */
export function AudioView({ message }: { message: MessageResource }) {
  const text = useText();
  const media = message.content.media ?? {};
  const [isWanted, setWanted] = useState(false);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [position, setPosition] = useState(0);
  const [length, setLength] = useState(media.seconds ?? 0);
  const audio = useRef<HTMLAudioElement>(null);
  const attachment = useAttachment(message.attachment, isWanted);

  const toggle = (): void => {
    const element = audio.current;
    setWanted(true);
    if (element === null) return;
    if (element.paused) void element.play().catch(() => setPlaying(false));
    else element.pause();
  };
  const nextSpeed = (): void => {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;
    setSpeed(next);
    if (audio.current !== null) audio.current.playbackRate = next;
  };
  const seek = (seconds: number): void => {
    setPosition(seconds);
    if (audio.current !== null) audio.current.currentTime = seconds;
  };
  const played = length === 0 ? 0 : position / length;

  return (
    <div className="audio" data-voice={message.kind === 'voice'}>
      <button
        type="button"
        className="audio-button"
        aria-label={isPlaying ? text.content.pause : text.content.play}
        disabled={message.attachment?.url == null}
        onClick={toggle}
      >
        {attachment.state === 'loading' ? <span className="spinner" /> : <Icon name={isPlaying ? 'pause' : 'play'} />}
      </button>
      <div className="audio-middle">
        <div className="audio-wave">
          {waveBars(media.waveform, bars).map((height, index) => (
            <span key={index} style={{ height: `${Math.round(height * 100)}%` }} data-played={index / bars < played} />
          ))}
          <input
            type="range"
            min={0}
            max={Math.max(length, 0.1)}
            step={0.1}
            value={position}
            aria-label={text.content.position}
            onChange={(event) => seek(Number(event.target.value))}
          />
        </div>
        <div className="audio-foot">
          <span>{formatSeconds(isPlaying || position > 0 ? position : length)}</span>
          <AttachmentNote resource={message.attachment} attachment={attachment} />
        </div>
      </div>
      <button type="button" className="audio-speed" aria-label={`${text.content.speed}: ${speed}×`} onClick={nextSpeed}>
        {speed.toLocaleString(text.locale)}×
      </button>
      {attachment.url !== null && (
        <audio
          ref={audio}
          src={attachment.url}
          autoPlay
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={() => seek(0)}
          onTimeUpdate={(event) => setPosition(event.currentTarget.currentTime)}
          onLoadedMetadata={(event) => {
            event.currentTarget.playbackRate = speed;
            if (Number.isFinite(event.currentTarget.duration)) setLength(event.currentTarget.duration);
          }}
        >
          <track kind="captions" />
        </audio>
      )}
    </div>
  );
}
