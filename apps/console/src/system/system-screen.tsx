import type { SystemResource } from '@bkcrm/contracts';
import { useEffect } from 'react';
import { useText } from '../i18n/text.js';
import { clockTime } from '../i18n/times.js';
import { NoticeRow } from '../notices/notice-row.js';
import '../notices/notices.css';
import { useNotices, useUnseenNotices } from '../notices/use-notices.js';
import { useClient } from '../session/client.js';
import { Page } from '../ui/page.js';
import { Section } from '../ui/section.js';
import { Disks } from './disks.js';
import { Figures } from './figures.js';
import { Queues } from './queues.js';
import { Services } from './services.js';
import './system.css';
import { useSystem } from './use-system.js';

/** How the running system does, live, and the problems that somebody is told of. */
export function SystemScreen() {
  const { system: words, locale } = useText();
  const { system, hasFailed, isStale, retry } = useSystem();
  useSeenNotices();
  const at = system === null ? null : words.asOf(clockTime(system.at, locale));
  const action = system !== null && (
    <span className="system-live" data-stale={isStale} title={at ?? undefined}>
      {isStale ? at : words.live}
    </span>
  );
  return (
    <Page title={words.title} hint={words.hint} action={action}>
      <Problems isWell={!isStale && system !== null && system.broker && system.database} />
      {system !== null && <Outages system={system} />}
      {hasFailed && (
        <div className="page-list system-failed" role="alert">
          <p>{words.failed}</p>
          <button type="button" className="button" onClick={retry}>
            {words.again}
          </button>
        </div>
      )}
      {system === null && !hasFailed && <Loading />}
      {system !== null && (
        <div className="system" data-testid="system" data-stale={isStale}>
          <Services services={system.services} at={system.at} />
          <Figures system={system} />
          <Queues queues={system.queues} at={system.at} />
          <Disks disks={system.disks} />
        </div>
      )}
      <History />
    </Page>
  );
}

/** Whoever looks at this page has seen what is on it. */
function useSeenNotices(): void {
  const client = useClient();
  const latest = useUnseenNotices()[0]?.id;
  useEffect(() => {
    // If that does not get through, they stay unseen, which the next look mends.
    if (latest !== undefined) client.system.seeNotices().catch(() => undefined);
  }, [client, latest]);
}

/** @param isWell whether nothing else speaks against saying so when there are no problems */
function Problems({ isWell }: { isWell: boolean }) {
  const { system: words } = useText();
  const notices = useNotices();
  if (notices === null) return null;
  const open = notices.filter(({ overAt }) => overAt === null);
  return (
    <>
      {(isWell || open.length > 0) && (
        <p className="system-verdict" data-well={open.length === 0} role="status">
          {open.length === 0 ? words.well : words.problems(open.length)}
        </p>
      )}
      {open.length > 0 && (
        <ul className="page-list" data-testid="problems">
          {open.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
    </>
  );
}

function Outages({ system: { broker, database } }: { system: SystemResource }) {
  const { system: words } = useText();
  return (
    <>
      {!broker && (
        <p className="system-outage" role="alert" data-testid="no-broker">
          {words.noBroker}
        </p>
      )}
      {!database && (
        <p className="system-outage" role="alert">
          {words.noDatabase}
        </p>
      )}
    </>
  );
}

function Loading() {
  const { system: words } = useText();
  return (
    <div className="system-loading" aria-busy="true" aria-label={words.loading}>
      {[0, 1, 2, 3].map((index) => (
        <span key={index} className="skeleton" />
      ))}
    </div>
  );
}

function History() {
  const { system: words } = useText();
  const past = useNotices()?.filter(({ overAt }) => overAt !== null);
  if (past === undefined) return null;
  return (
    <Section title={words.history} hint={words.historyHint}>
      <ul className="page-list">
        {past.map((notice) => (
          <NoticeRow key={notice.id} notice={notice} />
        ))}
        {past.length === 0 && <li className="page-empty">{words.historyEmpty}</li>}
      </ul>
    </Section>
  );
}
