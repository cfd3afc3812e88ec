import type { AuditEntry, AuditFilter } from '@bkcrm/client';
import { useEffect, useMemo, useState } from 'react';
import { useText } from '../i18n/text.js';
import { fullTime, shortDateTime } from '../i18n/times.js';
import { useClient, useClientState } from '../session/client.js';
import { Page } from '../ui/page.js';
import { AuditFilters } from './audit-filters.js';
import './audit.css';
import { useAudit } from './use-audit.js';

/** What happened that matters for security, the latest first. */
export function AuditScreen() {
  const text = useText();
  const { audit: words } = text.security;
  const [filter, setFilter] = useState<AuditFilter>({});
  const names = useNames();
  const { entries, isLoading, loadMore } = useAudit(filter);
  return (
    <Page title={words.title} hint={words.hint}>
      <AuditFilters names={names} onChange={setFilter} />
      <ul className="page-list" data-testid="audit" aria-busy={isLoading}>
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} names={names} />
        ))}
        {entries.length === 0 && <li className="page-empty">{isLoading ? words.loading : words.empty}</li>}
      </ul>
      {loadMore !== undefined && (
        <button type="button" className="button audit-more" disabled={isLoading} onClick={loadMore}>
          {words.more}
        </button>
      )}
    </Page>
  );
}

/** Of people, and of programs that still have a token. */
function useNames(): ReadonlyMap<string, string> {
  const client = useClient();
  const agents = useClientState((state) => state.agents);
  const [programs, setPrograms] = useState<[string, string][]>([]);
  useEffect(() => {
    // Without them the log is still good: it shows their ids.
    client.api.administration.apiTokens().then(
      ({ items }) => setPrograms(items.map(({ id, name }) => [id, name])),
      () => undefined,
    );
  }, [client]);
  return useMemo(() => {
    const people = [...agents.values()].map(({ id, name }): [string, string] => [id, name]);
    return new Map([...people.sort(([, a], [, b]) => a.localeCompare(b)), ...programs]);
  }, [agents, programs]);
}

function AuditRow({ entry, names }: { entry: AuditEntry; names: ReadonlyMap<string, string> }) {
  const text = useText();
  const { audit: words } = text.security;
  const nameOf = (id: string): string => names.get(id) ?? `…${id.slice(-8)}`;
  const { actorId, subjectId } = entry;
  const typed = entry.details['email'];
  const facts = [
    actorId === null ? (typeof typed === 'string' ? typed : words.nobody) : nameOf(actorId),
    subjectId !== null && subjectId !== actorId && words.about(nameOf(subjectId)),
    entry.address,
  ];
  return (
    <li className="audit-row">
      <div className="grow">
        <strong>{words.acts[entry.act] ?? entry.act}</strong>
        <small>{facts.filter((fact) => fact !== false && fact !== null && fact !== '').join(' · ')}</small>
        {Object.keys(entry.details).length > 0 && (
          <details>
            <summary>{words.details}</summary>
            <pre>{JSON.stringify(entry.details, null, 2)}</pre>
          </details>
        )}
      </div>
      <small>
        <time dateTime={entry.at} title={fullTime(entry.at, text.locale)}>
          {shortDateTime(entry.at, text.locale)}
        </time>
      </small>
    </li>
  );
}
