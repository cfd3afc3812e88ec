import type { LedgerHour } from '@bkcrm/contracts';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/text.js';
import { shortDateTime } from '../i18n/times.js';
import { useClient, useClientState } from '../session/client.js';
import { Section } from '../ui/section.js';
import { useToasts } from '../ui/toasts.js';
import { totalOf } from './total-of.js';

/** Whether all messages of the last two days are accounted for, and where they are not. */
export function LedgerSection() {
  const client = useClient();
  const { letters: words, locale } = useText();
  const { showError } = useToasts();
  const numbers = useClientState((state) => state.numbers);
  const [hours, setHours] = useState<LedgerHour[] | null>(null);
  useEffect(() => {
    client.api.administration.ledger().then(({ items }) => setHours(items), showError);
  }, [client, showError]);
  if (hours === null) return null;
  const total = totalOf(hours);
  const odd = hours.filter(({ received, sent }) => received.difference !== 0 || sent.difference !== 0);
  return (
    <Section title={words.ledger.title} hint={odd.length === 0 ? words.ledger.even : words.ledger.odd}>
      <ul className="page-list" data-testid="ledger">
        <li>
          <span className="grow">{words.ledger.received(total.received, total.stored, total.duplicates)}</span>
        </li>
        <li>
          <span className="grow">{words.ledger.sent(total.ordered, total.settled, total.unknown, total.failed)}</span>
        </li>
        {odd.map(({ numberId, hour, received, sent }) => (
          <li key={`${numberId} ${hour}`}>
            <div className="grow">
              <strong>{numbers.get(numberId)?.name ?? `…${numberId.slice(-8)}`}</strong>
              <small>{shortDateTime(hour, locale)}</small>
            </div>
            <span className="state-chip" data-state="close">
              {words.ledger.difference(received.difference, sent.difference)}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
