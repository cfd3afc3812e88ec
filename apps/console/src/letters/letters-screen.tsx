import type { LetterBox, LetterSummary } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../i18n/text.js';
import { fullTime, shortDateTime } from '../i18n/times.js';
import { LedgerSection } from '../ledger/ledger-section.js';
import { Page } from '../ui/page.js';
import { LetterDialog } from './letter-dialog.js';
import './letters.css';
import { useLetters } from './use-letters.js';
import { useLetterOrders } from './use-letter-orders.js';

const boxes = ['ticket', 'sender', 'quarantine'] as const;

/** What could not be handled and waits for somebody to decide, the latest first. */
export function LettersScreen() {
  const { letters: words } = useText();
  const [box, setBox] = useState<LetterBox>('ticket');
  const [shown, setShown] = useState<LetterSummary | null>(null);
  const { letters, isLoading, reload, loadMore } = useLetters(box);
  const orders = useLetterOrders(box, () => {
    setShown(null);
    reload();
  });
  const replayAll = (
    <button
      type="button"
      className="button"
      disabled={letters.length === 0 || orders.isBusy}
      onClick={() => orders.replay(letters.slice(0, 200).map(({ id }) => id))}
    >
      {words.replayAll}
    </button>
  );
  return (
    <Page title={words.title} hint={words.hint} action={replayAll}>
      <div className="letter-boxes" role="group" aria-label={words.title}>
        {boxes.map((each) => (
          <button
            key={each}
            type="button"
            className="button"
            data-kind={each === box ? 'primary' : undefined}
            aria-pressed={each === box}
            onClick={() => setBox(each)}
          >
            {words.boxes[each]}
          </button>
        ))}
      </div>
      <ul className="page-list" data-testid="letters" aria-busy={isLoading}>
        {letters.map((letter) => (
          <LetterRow key={letter.id} letter={letter} onOpen={() => setShown(letter)} />
        ))}
        {letters.length === 0 && <li className="page-empty">{isLoading ? words.loading : words.empty}</li>}
      </ul>
      {loadMore !== undefined && (
        <button type="button" className="button letters-more" onClick={loadMore}>
          {words.more}
        </button>
      )}
      <LedgerSection />
      {shown !== null && <LetterDialog letter={shown} orders={orders} onClose={() => setShown(null)} />}
    </Page>
  );
}

function LetterRow({ letter, onOpen }: { letter: LetterSummary; onOpen: () => void }) {
  const { letters: words, locale } = useText();
  const { event, type, instance, queue, reason, count, arrivedAt } = letter;
  const facts = [instance, queue, count > 1 && words.times(count)];
  return (
    <li className="letter-row">
      <div className="grow">
        <strong>{reason}</strong>
        <small>
          {[event ?? type, ...facts].filter((fact) => fact !== null && fact !== false && fact !== '').join(' · ')}
        </small>
      </div>
      <small>
        <time dateTime={arrivedAt} title={fullTime(arrivedAt, locale)}>
          {shortDateTime(arrivedAt, locale)}
        </time>
      </small>
      <button type="button" className="button" onClick={onOpen}>
        {words.open}
      </button>
    </li>
  );
}
