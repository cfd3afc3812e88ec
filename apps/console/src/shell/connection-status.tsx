import { useEffect, useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClientState } from '../session/client.js';
import './connection-status.css';

/** A short interruption that heals by itself is not worth a banner. */
const patienceMs = 700;

/** Says so whenever what is on the screen may be behind. It never asks for a reload: nothing needs one. */
export function ConnectionStatus() {
  const text = useText();
  const status = useClientState((state) => state.status);
  const [isLate, setLate] = useState(false);
  const isLive = status === 'live';
  useEffect(() => {
    if (isLive) return undefined;
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isLive]);
  const isShown = !isLive && isLate;
  return (
    <div
      className="connection-status"
      data-testid="connection-status"
      data-status={status}
      data-shown={isShown}
      role="status"
    >
      <span className="connection-dot" />
      <span className={isShown ? '' : 'visually-hidden'}>{text.connection[status]}</span>
    </div>
  );
}
