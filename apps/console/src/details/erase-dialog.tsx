import { useId, useState } from 'react';
import { useText } from '../i18n/text.js';
import { Modal } from '../ui/modal.js';

interface EraseDialogProps {
  name: string;
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks once more, and for a reason, before everything of a person goes. */
export function EraseDialog({ name, onConfirm, onClose }: EraseDialogProps) {
  const text = useText();
  const { personalData: words } = text;
  const [reason, setReason] = useState('');
  const hintId = useId();
  return (
    <Modal title={words.question(name)} onClose={onClose}>
      <form
        className="erase-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm(reason.trim());
        }}
      >
        <p>{words.warning}</p>
        <p>{words.beyond}</p>
        <label className="field">
          <span>{words.reason}</span>
          <input
            className="input"
            required
            maxLength={500}
            value={reason}
            aria-describedby={hintId}
            onChange={(event) => setReason(event.target.value)}
          />
          <small id={hintId}>{words.reasonHint}</small>
        </label>
        <div className="form-actions">
          <button type="button" className="button" onClick={onClose}>
            {text.form.cancel}
          </button>
          <button type="submit" className="button" data-kind="danger" disabled={reason.trim() === ''}>
            {words.confirm}
          </button>
        </div>
      </form>
    </Modal>
  );
}
