import type { LettersDictionary } from './portuguese.js';

export const lettersInEnglish: LettersDictionary = {
  title: 'Letters',
  hint: 'What could not be handled and waits for a decision. Replaying twice changes nothing.',
  boxes: { ticket: 'Receiving', sender: 'Sending', quarantine: 'Quarantine' },
  open: 'Open',
  replay: 'Replay',
  replayChanged: 'Replay as changed',
  replayAll: 'Replay all',
  replayed: (count) => `${count} back in the queue.`,
  discard: 'Discard',
  discarded: (count) => `${count} discarded.`,
  reason: 'Reason to discard',
  body: 'Content',
  times: (count) => `came ${count} times`,
  more: 'Load more',
  empty: 'Nothing here: all was handled',
  loading: 'Loading',
  ledger: {
    title: 'Ledger of the last 48 hours',
    even: 'All messages are accounted for.',
    odd: 'Not all messages are accounted for.',
    received: (received, stored, duplicates) => `${received} received: ${stored} stored, ${duplicates} repeated`,
    sent: (ordered, settled, unknown, failed) =>
      `${ordered} to send: ${settled} sent, ${unknown} unknown, ${failed} not sent`,
    difference: (received, sent) => `difference: ${received} received, ${sent} sent`,
  },
};
