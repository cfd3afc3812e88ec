import type { LetterResource, LetterSummary } from '@bkcrm/contracts';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { Modal } from '../ui/modal.js';
import { useToasts } from '../ui/toasts.js';
import { indented } from './indented.js';
import type { LetterOrders } from './use-letter-orders.js';

interface LetterDialogProps {
  letter: LetterSummary;
  orders: LetterOrders;
  onClose: () => void;
}

/** What a letter says, to be changed and replayed, or discarded with a reason. */
export function LetterDialog({ letter: { id, box, reason }, orders, onClose }: LetterDialogProps) {
  const client = useClient();
  const text = useText();
  const { letters: words } = text;
  const { showError } = useToasts();
  const [original, setOriginal] = useState<string | null>(null);
  const [body, setBody] = useState('');
  const [why, setWhy] = useState('');
  useEffect(() => {
    const show = (letter: LetterResource): void => {
      const readable = indented(letter.body);
      setOriginal(readable);
      setBody(readable);
    };
    client.api.administration.letter(box, id).then(show, showError);
  }, [client, box, id, showError]);
  return (
    <Modal title={reason} onClose={onClose}>
      <div className="letter-dialog">
        <label className="field">
          <span>{words.body}</span>
          <textarea
            className="input"
            rows={12}
            spellCheck={false}
            value={body}
            disabled={original === null}
            onChange={(event) => setBody(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{words.reason}</span>
          <input className="input" maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} />
        </label>
        <div className="form-actions">
          <button type="button" className="button" onClick={onClose}>
            {text.form.cancel}
          </button>
          <button
            type="button"
            className="button"
            disabled={orders.isBusy || why.trim() === ''}
            onClick={() => orders.discard([id], why.trim())}
          >
            {words.discard}
          </button>
          <button
            type="button"
            className="button"
            data-kind="primary"
            disabled={orders.isBusy || original === null}
            onClick={() => orders.replay([id], body === original ? undefined : body)}
          >
            {body === original ? words.replay : words.replayChanged}
          </button>
        </div>
      </div>
    </Modal>
  );
}
