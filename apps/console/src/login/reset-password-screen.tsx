import { ApiError } from '@bkcrm/client';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import './login.css';

/** Where a link for a new password leads. Its token stands behind the #, which servers never see. */
export function resetTokenOf({ pathname, hash }: { pathname: string; hash: string }): string | null {
  return pathname.endsWith('/reset-password') ? new URLSearchParams(hash.slice(1)).get('token') : null;
}

export function ResetPasswordScreen({ token }: { token: string }) {
  const client = useClient();
  const text = useText();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await client.api.resetPassword(token, formText(new FormData(event.currentTarget), 'password'));
      window.location.replace('./');
    } catch (error) {
      setBusy(false);
      setProblem(error instanceof ApiError ? (text.errors[error.code] ?? error.message) : String(error));
    }
  };

  return (
    <main className="login">
      <form className="login-card" aria-label={text.login.newPassword} onSubmit={(event) => void submit(event)}>
        <header>
          <h1>{text.login.newPassword}</h1>
        </header>
        {problem !== null && (
          <p className="login-problem" role="alert">
            {problem}
          </p>
        )}
        <label className="field">
          <span>{text.login.password}</span>
          <input
            className="input"
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={8}
            maxLength={128}
            required
            autoFocus
          />
        </label>
        <button className="button" data-kind="primary" type="submit" disabled={isBusy}>
          {text.login.save}
        </button>
      </form>
    </main>
  );
}
