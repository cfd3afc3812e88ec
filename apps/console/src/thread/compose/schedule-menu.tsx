import { useEffect, useRef, useState } from 'react';
import { useText } from '../../i18n/text.js';
import { comingTime } from '../../i18n/times.js';
import { Icon } from '../../ui/icons.js';
import { localInput, suggestedTimes } from './suggested-times.js';

/** When to send what is written, other than now. */
export function ScheduleMenu({ onPick }: { onPick: (at: Date) => void }) {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const close = (event: Event): void => {
      const isInside = event.target instanceof Node && box.current?.contains(event.target) === true;
      if (!isInside || (event instanceof KeyboardEvent && event.key === 'Escape')) setIsOpen(false);
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [isOpen]);
  const pick = (at: Date): void => {
    setIsOpen(false);
    onPick(at);
  };
  return (
    <div className="schedule" ref={box}>
      <button
        type="button"
        className="icon-button composer-tool"
        aria-label={text.composer.schedule}
        title={text.composer.schedule}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name="clock" />
      </button>
      {isOpen && <Times onPick={pick} />}
    </div>
  );
}

function Times({ onPick }: { onPick: (at: Date) => void }) {
  const text = useText();
  const [now] = useState(() => new Date());
  const [own, setOwn] = useState('');
  const at = own === '' ? null : new Date(own);
  return (
    <div className="schedule-menu">
      <p>{text.composer.schedule}</p>
      {suggestedTimes(now).map((time) => (
        <button key={time.toISOString()} type="button" onClick={() => onPick(time)}>
          {comingTime(time.toISOString(), text.locale)}
        </button>
      ))}
      <label>
        <span className="visually-hidden">{text.composer.ownTime}</span>
        <input
          className="input"
          type="datetime-local"
          min={localInput(now)}
          value={own}
          onChange={(event) => setOwn(event.target.value)}
        />
      </label>
      <button type="button" className="button" disabled={at === null || at <= now} onClick={() => at && onPick(at)}>
        {text.composer.scheduleFor}
      </button>
    </div>
  );
}
