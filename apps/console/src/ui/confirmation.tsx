import { useText } from '../i18n/text.js';
import { Modal } from './modal.js';

interface ConfirmationProps {
  title: string;
  /** What comes of it. */
  sentence: string;
  /** The button that does it. */
  label: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be undone. */
export function Confirmation({ title, sentence, label, onConfirm, onClose }: ConfirmationProps) {
  const text = useText();
  return (
    <Modal title={title} onClose={onClose}>
      <p>{sentence}</p>
      <div className="form-actions">
        <button type="button" className="button" onClick={onClose}>
          {text.form.cancel}
        </button>
        <button type="button" className="button" data-kind="primary" onClick={onConfirm}>
          {label}
        </button>
      </div>
    </Modal>
  );
}
