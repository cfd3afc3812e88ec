import { useText } from '../i18n/text.js';
import { Icon } from './icons.js';
import { useToasts } from './toasts.js';

/** A secret that is shown once, to be selected or copied. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const { account } = useText();
  const { showDone, showError } = useToasts();
  const copy = (): void => {
    // Pages without HTTPS have no clipboard.
    Promise.resolve(navigator.clipboard?.writeText(value)).then(() => showDone(account.twoFactor.copied), showError);
  };
  return (
    <div className="copy-field">
      <input
        className="input"
        aria-label={label}
        readOnly
        value={value}
        spellCheck={false}
        onFocus={(event) => event.target.select()}
      />
      <button type="button" className="button" onClick={copy}>
        <Icon name="copy" size={18} />
        {account.twoFactor.copy}
      </button>
    </div>
  );
}
