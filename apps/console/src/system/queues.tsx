import type { QueueResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { howLong } from '../i18n/times.js';
import { Section } from '../ui/section.js';

/** What waits between the services, the fullest first. */
export function Queues({ queues, at }: { queues: QueueResource[]; at: string }) {
  const {
    system: { queues: words },
    locale,
  } = useText();
  const sorted = queues.toSorted((one, other) => other.ready - one.ready || one.queue.localeCompare(other.queue));
  return (
    <Section title={words.title} hint={words.hint}>
      {sorted.length === 0 && <p className="system-never">{words.none}</p>}
      {sorted.length > 0 && (
        <div className="system-table">
          <table data-testid="queues">
            <thead>
              <tr>
                <th scope="col">{words.name}</th>
                <th scope="col">{words.ready}</th>
                <th scope="col">{words.unacknowledged}</th>
                <th scope="col">{words.retrying}</th>
                <th scope="col">{words.dead}</th>
                <th scope="col">{words.consumers}</th>
                <th scope="col">{words.oldest}</th>
              </tr>
            </thead>
            <tbody>
              {sorted.map(({ queue, ready, unacknowledged, retrying, dead, consumers, oldestAt }) => (
                <tr key={queue} data-unread={consumers === 0}>
                  <th scope="row">{queue}</th>
                  <Count label={words.ready} count={ready} />
                  <Count label={words.unacknowledged} count={unacknowledged} />
                  <Count label={words.retrying} count={retrying} />
                  <Count label={words.dead} count={dead} isBad={dead > 0} />
                  <Count label={words.consumers} count={consumers} isBad={consumers === 0} />
                  <td data-label={words.oldest} data-zero={oldestAt === null}>
                    {oldestAt === null ? '–' : howLong(Date.parse(at) - Date.parse(oldestAt), locale)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function Count({ label, count, isBad = false }: { label: string; count: number; isBad?: boolean }) {
  const { locale } = useText();
  return (
    <td data-label={label} data-zero={count === 0 && !isBad} data-bad={isBad}>
      {count.toLocaleString(locale)}
    </td>
  );
}
