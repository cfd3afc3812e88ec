import { useEffect, useRef } from 'react';
import { useText } from '../i18n/text.js';
import { Icon } from '../ui/icons.js';
import { useToasts } from '../ui/toasts.js';

/** For whoever loses the phone. They are nowhere to be had again. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { twoFactor: words } = useText().account;
  const { showDone, showError } = useToasts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const everything = codes.join('\n');
  const copy = (): void => {
    Promise.resolve(navigator.clipboard?.writeText(everything)).then(() => showDone(words.copied), showError);
  };
  return (
    <div className="recovery">
      <h3 ref={heading} tabIndex={-1}>
        {words.codes}
      </h3>
      <p>{words.codesHint}</p>
      <ul data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="form-actions">
        <button type="button" className="button" onClick={copy}>
          <Icon name="copy" size={18} />
          {words.copy}
        </button>
        <a
          className="button"
          download="bkcrm-recovery-codes.txt"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${everything}\n`)}`}
        >
          <Icon name="download" size={18} />
          {words.download}
        </a>
        <button type="button" className="button" data-kind="primary" onClick={onDone}>
          {words.stored}
        </button>
      </div>
    </div>
  );
}
