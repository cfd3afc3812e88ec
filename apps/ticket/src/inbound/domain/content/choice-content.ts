import type { ChoiceContent } from '@bkcrm/contracts';
import type { JsonRecord } from '../evolution-values.js';
import { asRecord, recordField, textField } from '../evolution-values.js';
import { compact } from './compact.js';
import { plainJson } from './plain-json.js';
import type { ReadableContent } from './readable-content.js';

/** Longest parameters of a flow's answer that are read. */
const longestParameters = 65_536;

/** Reads what was tapped: a button, a list's row, a template's button, a flow. The text is what the person saw. */
export function readChoice(type: string, body: JsonRecord): ReadableContent | null {
  if (type === 'buttonsResponseMessage') {
    return choice(textField(body, 'selectedDisplayText'), {
      source: 'button',
      id: textField(body, 'selectedButtonId'),
    });
  }
  if (type === 'templateButtonReplyMessage') {
    return choice(textField(body, 'selectedDisplayText'), { source: 'template', id: textField(body, 'selectedId') });
  }
  if (type === 'listResponseMessage') {
    const id = textField(recordField(body, 'singleSelectReply'), 'selectedRowId');
    return choice(textField(body, 'title'), { source: 'list', id, description: textField(body, 'description') });
  }
  return flowAnswer(body);
}

function flowAnswer(body: JsonRecord): ReadableContent {
  const params = parseParameters(
    textField(recordField(body, 'nativeFlowResponseMessage'), 'paramsJson', longestParameters),
  );
  const text =
    textField(recordField(body, 'body'), 'text') ?? textField(params, 'display_text') ?? textField(params, 'title');
  return choice(text, { source: 'flow', id: textField(params, 'id'), params: params ?? undefined });
}

/** Text that ought to be JSON, as a clean record; null when it is anything else. */
export function parseParameters(json: string | undefined): JsonRecord | null {
  if (json === undefined) return null;
  try {
    return asRecord(plainJson(JSON.parse(json)));
  } catch (error) {
    // The other side's text: what does not parse is not there.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function choice(text: string | undefined, content: ChoiceContent): ReadableContent {
  return { kind: 'reply_choice', text: text ?? content.id ?? null, content: { choice: compact(content) } };
}
