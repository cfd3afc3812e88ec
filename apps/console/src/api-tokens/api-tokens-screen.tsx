import type { ApiToken } from '@bkcrm/client';
import { useCallback, useEffect, useState } from 'react';
import { useText } from '../i18n/text.js';
import { shortDateTime } from '../i18n/times.js';
import { useClient, useClientState } from '../session/client.js';
import { Confirmation } from '../ui/confirmation.js';
import { CopyField } from '../ui/copy-field.js';
import { Modal } from '../ui/modal.js';
import { Page } from '../ui/page.js';
import { useToasts } from '../ui/toasts.js';
import { useCreation } from '../ui/use-creation.js';
import { useNow } from '../ui/use-now.js';
import './api-tokens.css';
import { newApiToken } from './new-api-token.js';
import { TokenFields } from './token-fields.js';

/** How programs prove who they are. */
export function ApiTokensScreen() {
  const client = useClient();
  const { security, form: words } = useText();
  const { showDone, showError } = useToasts();
  const [tokens, setTokens] = useState<ApiToken[] | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const load = useCallback((): void => {
    client.api.administration.apiTokens().then(({ items }) => setTokens(items), showError);
  }, [client, showError]);
  useEffect(load, [load]);
  const { button, form } = useCreation({
    label: security.tokens.add,
    onCreate: async (values) => {
      const issued = await client.api.administration.issueApiToken(newApiToken(values, new Date()));
      setSecret(issued.token);
      load();
    },
    children: <TokenFields />,
  });
  const revoke = (id: string): void => {
    client.api.administration
      .revokeApiToken(id)
      .then(() => showDone(security.tokens.revoked), showError)
      .finally(load);
  };
  return (
    <Page title={security.tokens.title} hint={security.tokens.hint} action={button}>
      {form}
      <ul className="page-list" data-testid="api-tokens" aria-busy={tokens === null}>
        {tokens?.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => revoke(token.id)} />
        ))}
        {tokens?.length === 0 && <li className="page-empty">{security.tokens.empty}</li>}
      </ul>
      {secret !== null && (
        <Modal title={security.tokens.secret} onClose={() => setSecret(null)}>
          <p>{security.tokens.secretHint}</p>
          <CopyField label={security.tokens.secret} value={secret} />
          <div className="form-actions">
            <button type="button" className="button" data-kind="primary" onClick={() => setSecret(null)}>
              {words.close}
            </button>
          </div>
        </Modal>
      )}
    </Page>
  );
}

function TokenRow({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const text = useText();
  const { tokens: words } = text.security;
  const departments = useClientState((state) => state.departments);
  const now = useNow();
  const [isAsking, setAsking] = useState(false);
  const { name, permissions, departmentIds, expiresAt, lastUsedAt } = token;
  const isExpired = expiresAt !== null && new Date(expiresAt) <= now;
  const places = departmentIds?.map((id) => departments.get(id)?.name ?? '') ?? [words.everywhere];
  const where = places.length === 0 ? words.nowhere : places.join(', ');
  const facts = [
    lastUsedAt === null ? words.neverUsed : words.lastUsed(shortDateTime(lastUsedAt, text.locale)),
    expiresAt !== null && !isExpired && words.expires(shortDateTime(expiresAt, text.locale)),
  ];
  return (
    <li className="token-row">
      <div className="grow">
        <strong>{name}</strong>
        <small>{permissions.map((permission) => words.names[permission] ?? permission).join(' · ')}</small>
        <small>{[`${words.departments}: ${where}`, ...facts].filter((fact) => fact !== false).join(' · ')}</small>
      </div>
      {isExpired && (
        <span className="state-chip" data-state="close">
          {words.expired}
        </span>
      )}
      <button type="button" className="button" aria-label={`${words.revoke}: ${name}`} onClick={() => setAsking(true)}>
        {words.revoke}
      </button>
      {isAsking && (
        <Confirmation
          title={`${words.revoke}: ${name}`}
          sentence={words.confirmRevoke}
          label={words.revoke}
          onConfirm={() => (setAsking(false), onRevoke())}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
