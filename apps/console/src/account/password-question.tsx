import { useText } from '../i18n/text.js';
import { formText } from '../ui/form-text.js';
import { useSubmit } from './use-submit.js';

interface PasswordQuestionProps {
  label: string;
  /** Rejects with ApiError. */
  onAnswer: (password: string) => Promise<void>;
  onCancel: () => void;
}

/** Asks once more who it is: a session left open must not be enough to change the login. */
export function PasswordQuestion({ label, onAnswer, onCancel }: PasswordQuestionProps) {
  const text = useText();
  const { isBusy, problem, onSubmit } = useSubmit((values) => onAnswer(formText(values, 'password')));
  return (
    <form onSubmit={onSubmit} aria-label={label}>
      <label className="field narrow">
        <span>{text.account.twoFactor.askPassword}</span>
        <input className="input" type="password" name="password" autoComplete="current-password" required autoFocus />
      </label>
      {problem !== null && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
      <div className="form-actions">
        <button type="button" className="button" onClick={onCancel}>
          {text.form.cancel}
        </button>
        <button type="submit" className="button" data-kind="primary" disabled={isBusy}>
          {label}
        </button>
      </div>
    </form>
  );
}
