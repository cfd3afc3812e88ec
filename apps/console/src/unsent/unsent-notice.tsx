import { useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClientState } from '../session/client.js';
import { UnsentDialog } from './unsent-dialog.js';
import './unsent.css';

/** Says on every screen what was refused, and, while there is no connection, what waits for it. */
export function UnsentNotice() {
  const { unsent } = useText();
  const pending = useClientState((state) => state.pending);
  const isLive = useClientState((state) => state.status === 'live');
  const [isOpen, setOpen] = useState(false);
  const refused = pending.filter(({ failure }) => failure !== null).length;
  const waiting = isLive ? 0 : pending.length - refused;
  const sentences = [refused > 0 && unsent.refused(refused), waiting > 0 && unsent.waiting(waiting)];
  return (
    <>
      {refused + waiting > 0 && (
        <div
          className="unsent-notice"
          data-testid="unsent"
          data-tone={refused > 0 ? 'danger' : 'waiting'}
          role="status"
        >
          <span>{sentences.filter((sentence) => sentence !== false).join(' · ')}</span>
          <button type="button" className="unsent-show" onClick={() => setOpen(true)}>
            {unsent.show}
          </button>
        </div>
      )}
      {isOpen && pending.length > 0 && <UnsentDialog pending={pending} onClose={() => setOpen(false)} />}
    </>
  );
}
