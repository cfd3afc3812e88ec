import { useRef } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import { Section } from '../ui/section.js';
import { useToasts } from '../ui/toasts.js';
import { useSubmit } from './use-submit.js';

export function PasswordSection() {
  const client = useClient();
  const { password } = useText().account;
  const { showDone } = useToasts();
  const form = useRef<HTMLFormElement>(null);
  const { isBusy, problem, onSubmit } = useSubmit(async (values) => {
    const next = formText(values, 'next');
    if (next !== formText(values, 'again')) return password.different;
    await client.api.account.changePassword(formText(values, 'current'), next);
    form.current?.reset();
    showDone(password.done);
    return undefined;
  });
  return (
    <Section title={password.title} hint={password.hint}>
      <form ref={form} onSubmit={onSubmit} aria-label={password.change}>
        <div className="form-grid">
          <PasswordField name="current" label={password.current} autoComplete="current-password" />
          <PasswordField name="next" label={password.next} autoComplete="new-password" />
          <PasswordField name="again" label={password.again} autoComplete="new-password" />
        </div>
        {problem !== null && (
          <p className="form-problem" role="alert">
            {problem}
          </p>
        )}
        <div className="form-actions">
          <button type="submit" className="button" data-kind="primary" disabled={isBusy}>
            {password.change}
          </button>
        </div>
      </form>
    </Section>
  );
}

function PasswordField({ name, label, autoComplete }: { name: string; label: string; autoComplete: string }) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        className="input"
        type="password"
        name={name}
        autoComplete={autoComplete}
        required
        minLength={name === 'current' ? undefined : 8}
        maxLength={128}
      />
    </label>
  );
}
