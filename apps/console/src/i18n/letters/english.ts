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
};
