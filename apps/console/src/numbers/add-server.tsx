import { ApiError } from '@bkcrm/client';
import type { Trust } from '@bkcrm/client';
import type { CertificateSeen } from '@bkcrm/contracts';
import { useRef, useState } from 'react';
import { useText } from '../i18n/text.js';
import { fullTime } from '../i18n/times.js';
import { useClient } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import { useToasts } from '../ui/toasts.js';

/** Adds a server. One whose certificate nobody vouches for is shown first, and trusted when its fingerprint is confirmed. */
export function AddServer({ onAdded, onCancel }: { onAdded: () => void; onCancel: () => void }) {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const form = useRef<HTMLFormElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [seen, setSeen] = useState<CertificateSeen>();
  const { servers: words } = text.numbers;

  const add = async (trust?: Trust): Promise<void> => {
    if (form.current === null || !form.current.reportValidity()) return;
    const values = new FormData(form.current);
    setBusy(true);
    try {
      await client.api.numbers.addServer({
        name: formText(values, 'name').trim(),
        baseUrl: formText(values, 'baseUrl').trim(),
        apiKey: formText(values, 'apiKey'),
        allowedNetworks: formText(values, 'networks')
          .split(',')
          .map((entry) => entry.trim())
          .filter((entry) => entry !== ''),
        ...(trust && { trust }),
      });
      onAdded();
    } catch (error) {
      const certificate = certificateOf(error);
      setSeen(certificate);
      if (certificate === undefined) showError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="form-card"
      ref={form}
      aria-label={words.add}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="form-grid">
        <label className="field">
          <span>{text.numbers.name}</span>
          <input className="input" name="name" required maxLength={100} />
        </label>
        <label className="field">
          <span>{words.url}</span>
          <input className="input" name="baseUrl" type="url" required placeholder="https://evolution.example.com" />
        </label>
        <label className="field">
          <span>{words.key}</span>
          <input className="input" name="apiKey" type="password" autoComplete="off" required maxLength={500} />
        </label>
        <label className="field">
          <span>
            {words.networks} ({text.form.optional})
          </span>
          <input className="input" name="networks" placeholder="10.0.0.0/8" title={words.networksHint} />
        </label>
      </div>
      {seen !== undefined && (
        <Certificate
          certificate={seen}
          isBusy={isBusy}
          onConfirm={() => void add({ kind: 'pins', fingerprints: [seen.fingerprint] })}
        />
      )}
      <div className="form-actions">
        <button type="button" className="button" onClick={onCancel}>
          {text.form.cancel}
        </button>
        <button type="submit" className="button" data-kind="primary" disabled={isBusy}>
          {text.form.save}
        </button>
      </div>
    </form>
  );
}

interface CertificateProps {
  certificate: CertificateSeen;
  isBusy: boolean;
  onConfirm: () => void;
}

function Certificate({ certificate, isBusy, onConfirm }: CertificateProps) {
  const text = useText();
  const { servers: words } = text.numbers;
  const { problem, fingerprint, subject, issuer, validFrom, validTo } = certificate;
  return (
    <section className="certificate" aria-label={words.certificate}>
      <strong>
        {words.certificate}. {problem !== null && words.problems[problem]}
      </strong>
      <dl>
        <dt>{words.fingerprint}</dt>
        <dd className="fingerprint">{fingerprint}</dd>
        <dt>{words.subject}</dt>
        <dd>{subject}</dd>
        <dt>{words.issuer}</dt>
        <dd>{issuer}</dd>
        <dt>{words.valid}</dt>
        <dd>
          {fullTime(validFrom, text.locale)} – {fullTime(validTo, text.locale)}
        </dd>
      </dl>
      <span>{words.compare}</span>
      <button type="button" className="button" data-kind="primary" disabled={isBusy} onClick={onConfirm}>
        {words.confirm}
      </button>
    </section>
  );
}

function certificateOf(error: unknown): CertificateSeen | undefined {
  if (!(error instanceof ApiError) || error.code !== 'server.certificate-untrusted') return undefined;
  return (error.details as { certificate?: CertificateSeen } | undefined)?.certificate;
}
