import type { AccountSession } from '@bkcrm/client';
import { useCallback, useEffect, useState } from 'react';
import { useText } from '../i18n/text.js';
import { fullTime, shortDateTime } from '../i18n/times.js';
import { useClient } from '../session/client.js';
import { Section } from '../ui/section.js';
import { useToasts } from '../ui/toasts.js';
import { deviceOf } from './device-name.js';

export function SessionsSection() {
  const client = useClient();
  const { sessions: words } = useText().account;
  const { showDone, showError } = useToasts();
  const [sessions, setSessions] = useState<AccountSession[] | null>(null);
  const load = useCallback((): void => {
    client.api.account.sessions().then(({ items }) => setSessions(items), showError);
  }, [client, showError]);
  useEffect(load, [load]);
  const perform = (work: Promise<unknown>, sentence: string): void => {
    work.then(() => showDone(sentence), showError).finally(load);
  };
  const others = (sessions ?? []).filter(({ current }) => !current);
  return (
    <Section
      title={words.title}
      hint={words.hint}
      action={
        others.length > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => perform(client.api.account.endOtherSessions(), words.othersEnded)}
          >
            {words.endOthers}
          </button>
        )
      }
    >
      <ul className="page-list" data-testid="sessions" aria-busy={sessions === null}>
        {sessions === null && <li className="skeleton session-skeleton" />}
        {sessions?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            onEnd={() => perform(client.api.account.endSession(session.id), words.ended)}
          />
        ))}
      </ul>
    </Section>
  );
}

function SessionRow({ session, onEnd }: { session: AccountSession; onEnd: () => void }) {
  const text = useText();
  const { sessions: words } = text.account;
  const { browser, system } = deviceOf(session.userAgent);
  const known = browser ?? system ?? words.unknown;
  const device = browser !== null && system !== null ? words.on(browser, system) : known;
  const facts = [
    words.lastUsed(shortDateTime(session.lastUsedAt, text.locale)),
    words.since(shortDateTime(session.createdAt, text.locale)),
    session.address,
  ];
  return (
    <li>
      <div className="grow">
        <strong title={session.userAgent ?? undefined}>{device}</strong>
        <small title={fullTime(session.lastUsedAt, text.locale)}>
          {facts.filter((fact) => fact !== null && fact !== '').join(' · ')}
        </small>
      </div>
      {session.current ? (
        <span className="state-chip" data-state="open">
          {words.current}
        </span>
      ) : (
        <button type="button" className="button" aria-label={words.endOf(device)} onClick={onEnd}>
          {words.end}
        </button>
      )}
    </li>
  );
}
