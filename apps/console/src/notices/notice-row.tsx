import type { NoticeKind, NoticeResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { shortDateTime } from '../i18n/times.js';
import { hrefOf } from '../shell/route.js';
import type { Route } from '../shell/route.js';

/** Where a problem of a kind can be looked at; the rest is on this page. */
const screens: Partial<Record<NoticeKind, Route>> = {
  'number-down': { screen: 'numbers' },
  'backup-late': { screen: 'backups' },
  'letters-waiting': { screen: 'letters' },
  'ledger-differs': { screen: 'letters' },
  'certificate-expiring': { screen: 'numbers' },
};

export function NoticeRow({ notice: { kind, data, begunAt, overAt } }: { notice: NoticeResource }) {
  const { system: words, locale } = useText();
  const screen = screens[kind];
  const begun = shortDateTime(begunAt, locale);
  return (
    <li>
      <span className="notice-mark" data-over={overAt !== null} />
      <div className="grow">
        <strong>{words.notices[kind](data)}</strong>
        <small>{overAt === null ? words.since(begun) : words.from(begun, shortDateTime(overAt, locale))}</small>
      </div>
      {overAt === null && screen !== undefined && (
        <a className="button" href={hrefOf(screen)}>
          {words.look}
        </a>
      )}
    </li>
  );
}
