import { ApiError } from '@bkcrm/client';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { languages, useLanguage } from '../i18n/text.js';
import type { Language } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import './login.css';

export function LoginScreen() {
  const client = useClient();
  const { text, language, setLanguage } = useLanguage();
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [asksCode, setAsksCode] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      const code = asksCode ? formText(form, 'code').replaceAll(/\s/g, '') : undefined;
      await client.login(formText(form, 'email'), formText(form, 'password'), code);
    } catch (error) {
      setBusy(false);
      if (error instanceof ApiError && error.code === 'auth.code-required') setAsksCode(true);
      else setProblem(problemOf(error, text.login.wrong, text.errors));
    }
  };

  return (
    <main className="login">
      <form
        className="login-card"
        data-testid="login-form"
        aria-label={text.login.title}
        onSubmit={(event) => void submit(event)}
      >
        <header>
          <Logo />
          <h1>{text.login.title}</h1>
          <p>{text.login.promise}</p>
        </header>
        {problem !== null && (
          <p className="login-problem" role="alert">
            {problem}
          </p>
        )}
        <label className="field">
          <span>{text.login.email}</span>
          <input className="input" name="email" type="email" autoComplete="username" required autoFocus />
        </label>
        <label className="field">
          <span>{text.login.password}</span>
          <input
            className="input"
            name="password"
            type={isShown ? 'text' : 'password'}
            autoComplete="current-password"
            required
          />
        </label>
        <label className="login-show">
          <input type="checkbox" checked={isShown} onChange={(event) => setShown(event.target.checked)} />
          {text.login.showPassword}
        </label>
        {asksCode && (
          <label className="field">
            <span>{text.login.code}</span>
            <input className="input" name="code" autoComplete="one-time-code" required autoFocus />
            <small>{text.login.codeHint}</small>
          </label>
        )}
        <button className="button" data-kind="primary" type="submit" disabled={isBusy}>
          {isBusy ? text.login.submitting : text.login.submit}
        </button>
      </form>
      <label className="login-language">
        <span className="visually-hidden">{text.nav.language}</span>
        <select value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
          {languages.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </main>
  );
}

function Logo() {
  return (
    <svg width="48" height="48" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <path
        d="M9 10.500A2.500 2.500 0 0 1 11.500 8h9a2.500 2.500 0 0 1 2.500 2.500v7a2.500 2.500 0 0 1-2.500 2.500H15l-4 4v-4.100a2.500 2.500 0 0 1-2-2.400z"
        fill="#fff"
      />
    </svg>
  );
}

function problemOf(error: unknown, wrong: string, sentences: Record<string, string>): string {
  if (!(error instanceof ApiError)) return String(error);
  return sentences[error.code] ?? (error.status === 401 ? wrong : error.message);
}
