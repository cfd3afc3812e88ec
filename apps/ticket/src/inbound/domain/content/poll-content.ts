import type { JsonRecord } from '../evolution-values.js';
import { asRecord, countField, field, listField, recordField, textField } from '../evolution-values.js';
import { cleanLine, joinTexts } from '../json-text.js';
import type { ReadableContent } from './readable-content.js';

/** WhatsApp allows 12 options, Evolution 10. */
const mostOptions = 100;

/** Reads a poll of any version; the text is its question. Null when it is empty. */
export function readPoll(_type: string, body: JsonRecord): ReadableContent | null {
  const question = textField(body, 'name') ?? '';
  const options = optionNames(listField(body, 'options'), 'optionName');
  if (question === '' && options.length === 0) return null;
  const selectable = countField(body, 'selectableOptionsCount') ?? countField(body, 'selectableOptionCount') ?? 0;
  return { kind: 'poll', text: question || null, content: { poll: { question, options, selectable } } };
}

/** Reads a vote when Evolution could decrypt it (2.3.7 and later); the text is what was chosen. Null when it is unreadable. */
export function readPollVote(_type: string, body: JsonRecord): ReadableContent | null {
  const vote = recordField(body, 'vote');
  const selected = field(vote, 'selectedOptions');
  if (!Array.isArray(selected)) return null;
  const text = joinTexts(optionNames(selected as unknown[], 'name'));
  return { kind: 'reply_choice', text, content: { choice: { source: 'poll' } } };
}

function optionNames(options: readonly unknown[], nameField: string): string[] {
  return options.slice(0, mostOptions).flatMap((option) => {
    const name = typeof option === 'string' ? option : field(asRecord(option), nameField);
    return cleanLine(name, 1_000) ?? [];
  });
}
