import { useText } from '../i18n/text.js';
import { CopyField } from '../ui/copy-field.js';
import { formText } from '../ui/form-text.js';
import { QrPicture } from '../ui/qr/qr-picture.js';
import { useSubmit } from './use-submit.js';

interface EnrolmentProps {
  /** `otpauth://…` */
  uri: string;
  /** Rejects with ApiError. */
  onConfirm: (code: string) => Promise<void>;
  onCancel: () => void;
}

/** Brings the secret into the authenticator app, and has a code of it back as proof that it is there. */
export function Enrolment({ uri, onConfirm, onCancel }: EnrolmentProps) {
  const text = useText();
  const { twoFactor: words } = text.account;
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const { isBusy, problem, onSubmit } = useSubmit((values) =>
    onConfirm(formText(values, 'code').replaceAll(/\s/g, '')),
  );
  return (
    <form onSubmit={onSubmit} aria-label={words.setUp} className="enrolment">
      <QrPicture text={uri} label={words.qr} />
      <div className="enrolment-steps">
        <p>{words.scan}</p>
        <div className="field">
          <span>{words.manual}</span>
          <CopyField label={words.manual} value={secret} />
        </div>
        <label className="field narrow">
          <span>{words.code}</span>
          <input
            className="input"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9 ]{6,7}"
            required
            autoFocus
          />
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
            {words.confirm}
          </button>
        </div>
      </div>
    </form>
  );
}
