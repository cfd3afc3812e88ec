import type { SystemResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { howLong, shortDateTime } from '../i18n/times.js';
import { formatBytes } from '../thread/content/format.js';
import { brokerLinks, databaseUse, numbersOf } from './domain/figures.js';

interface Figure {
  key: string;
  label: string;
  /** Null: not known. */
  value: string | null;
  details?: (string | false)[] | null;
  tone?: 'warning' | 'danger' | false;
}

/** What the services know, in figures. */
export function Figures({ system }: { system: SystemResource }) {
  const { system: words } = useText();
  return (
    <section className="section" aria-label={words.figures.title}>
      <h2>{words.figures.title}</h2>
      <dl className="system-figures">
        {useFigures(system).map(({ key, label, value, details, tone }) => (
          <div key={key} data-tone={tone === false ? undefined : tone} data-testid={`figure-${key}`}>
            <dt>{label}</dt>
            <dd>
              <strong>{value ?? '–'}</strong>
              {value !== null && details?.map((detail) => detail !== false && <small key={detail}>{detail}</small>)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function useFigures(system: SystemResource): Figure[] {
  const {
    system: { figures: words },
    locale,
  } = useText();
  const count = (value: number): string => value.toLocaleString(locale);
  const time = (at: string): string => shortDateTime(at, locale);
  const since = (at: string): string => howLong(Date.parse(system.at) - Date.parse(at), locale);
  const { sends, spool, events, letters, ledger, backups } = system;
  const numbers = numbersOf(system.numbers);
  const links = brokerLinks(system);
  const pool = databaseUse(system);
  const behind = events === null ? 0 : events.head - events.position;
  const waiting = letters === null ? null : (letters.ticket ?? 0) + (letters.sender ?? 0);
  const proof = backups?.lastProof ?? null;
  const lastBackup = backups && (backups.lastFullAt ?? backups.lastDailyAt);
  return [
    {
      key: 'numbers',
      label: words.numbers,
      value: numbers && `${count(numbers.open)} / ${count(numbers.all)}`,
      details: [numbers !== null && numbers.down > 0 ? words.numbersDown(numbers.down) : words.allOpen],
      tone: numbers !== null && numbers.down > 0 && 'danger',
    },
    {
      key: 'sends',
      label: words.sends,
      value: sends && count(sends.queued),
      details: sends && [
        words.sending(sends.sending),
        sends.unknown > 0 && words.unknown(sends.unknown),
        sends.dueSeconds >= 60 && words.due(howLong(sends.dueSeconds * 1_000, locale)),
      ],
      tone: sends !== null && (sends.unknown > 0 || sends.dueSeconds >= 120) && 'warning',
    },
    {
      key: 'spool',
      label: words.spool,
      value: spool && (spool.records === 0 ? words.spoolEmpty : count(spool.records)),
      details: [
        spool !== null &&
          spool.records > 0 &&
          words.spoolOldest(since(spool.oldestAt ?? system.at), formatBytes(spool.bytes, locale)),
      ],
      tone: spool !== null && spool.records > 0 && 'warning',
    },
    {
      key: 'events',
      label: words.events,
      value: events && count(events.head),
      details: [behind > 0 ? words.eventsBehind(behind) : words.eventsCurrent],
      tone: behind > 100 && 'danger',
    },
    { key: 'sockets', label: words.sockets, value: count(system.sockets) },
    {
      key: 'broker',
      label: words.broker,
      value: system.broker ? words.brokerUp : words.brokerDown,
      details: [links.all > 0 && words.brokerLinks(links.up, links.all)],
      tone: (!system.broker || links.up < links.all) && 'danger',
    },
    {
      key: 'database',
      label: words.database,
      value:
        pool && (pool.pingMs === null ? words.databaseSilent : words.databaseAnswers(count(Math.ceil(pool.pingMs)))),
      details: pool && [words.pool(pool.busy, pool.idle, pool.waiting)],
      tone: pool !== null && (pool.pingMs === null ? 'danger' : pool.waiting > 0 && 'warning'),
    },
    {
      key: 'letters',
      label: words.letters,
      value: waiting === null ? null : count(waiting),
      details: [(letters?.quarantine ?? 0) > 0 && words.quarantine(letters?.quarantine ?? 0)],
      tone: (waiting ?? 0) > 0 ? 'danger' : (letters?.quarantine ?? 0) > 0 && 'warning',
    },
    {
      key: 'ledger',
      label: words.ledger,
      value: ledger && (ledger.difference === 0 ? words.ledgerEven : words.ledgerOdd(ledger.difference)),
      tone: ledger !== null && ledger.difference !== 0 && 'danger',
    },
    {
      key: 'backup',
      label: words.backup,
      value: backups && (lastBackup === null ? words.never : time(lastBackup)),
      details: backups && [
        backups.nextAt === null ? words.noBackups : words.nextBackup(time(backups.nextAt)),
        proof === null ? words.unproven : proof.ok ? words.proof(time(proof.at)) : words.brokenProof,
      ],
      tone: proof?.ok === false ? 'danger' : backups !== null && lastBackup === null && 'warning',
    },
  ];
}
