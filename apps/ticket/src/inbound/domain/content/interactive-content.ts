import type { InteractiveContent } from '@bkcrm/contracts';
import type { JsonRecord } from '../evolution-values.js';
import { asRecord, field, listField, recordField, textField } from '../evolution-values.js';
import { cleanLine } from '../json-text.js';
import { parseParameters } from './choice-content.js';
import { compact } from './compact.js';
import type { ReadableContent } from './readable-content.js';
import { httpUrl } from './safe-url.js';

type Button = InteractiveContent['buttons'][number];

const mostButtons = 100;

/** Reads business content with something to tap: buttons, lists, templates, native flows. The text is its body. */
export function readInteractive(type: string, body: JsonRecord): ReadableContent | null {
  const read = readers.get(type);
  const parts = read?.(body);
  if (!parts) return null;
  const { text, title, footer, source } = parts;
  const buttons = parts.buttons.slice(0, mostButtons);
  if (!text && !title && buttons.length === 0) return null;
  return {
    kind: 'interactive',
    text: text ?? title ?? null,
    content: { interactive: compact({ source, title, footer, buttons }) },
  };
}

interface Parts extends InteractiveContent {
  text?: string;
}

const readers = new Map<string, (body: JsonRecord) => Parts>([
  ['buttonsMessage', readButtons],
  ['listMessage', readList],
  ['templateMessage', readTemplate],
  ['interactiveMessage', readFlow],
  ['highlyStructuredMessage', (body) => readTemplate(recordField(body, 'hydratedHsm') ?? {})],
]);

function readButtons(body: JsonRecord): Parts {
  return {
    source: 'buttons',
    text: textField(body, 'contentText'),
    title: textField(body, 'text'),
    footer: textField(body, 'footerText'),
    buttons: records(listField(body, 'buttons')).flatMap((button) =>
      labelled(field(recordField(button, 'buttonText'), 'displayText'), { id: textField(button, 'buttonId') }),
    ),
  };
}

function readList(body: JsonRecord): Parts {
  const rows = records(listField(body, 'sections')).flatMap((section) => records(listField(section, 'rows')));
  return {
    source: 'list',
    text: textField(body, 'description'),
    title: textField(body, 'title'),
    footer: textField(body, 'footerText'),
    buttons: rows.flatMap((row) => labelled(field(row, 'title'), { id: textField(row, 'rowId') })),
  };
}

function readTemplate(body: JsonRecord): Parts {
  const interactive = recordField(body, 'interactiveMessageTemplate');
  if (interactive) return { ...readFlow(interactive), source: 'template' };
  const template =
    recordField(body, 'hydratedTemplate') ??
    recordField(body, 'hydratedFourRowTemplate') ??
    recordField(body, 'fourRowTemplate');
  return {
    source: 'template',
    text: textField(template, 'hydratedContentText'),
    title: textField(template, 'hydratedTitleText'),
    footer: textField(template, 'hydratedFooterText'),
    buttons: records(listField(template, 'hydratedButtons')).flatMap(templateButton),
  };
}

function templateButton(button: JsonRecord): Button[] {
  for (const name of ['quickReplyButton', 'urlButton', 'callButton']) {
    const part = recordField(button, name);
    if (part)
      return labelled(field(part, 'displayText'), { id: textField(part, 'id'), url: httpUrl(field(part, 'url')) });
  }
  return [];
}

function readFlow(body: JsonRecord): Parts {
  const header = recordField(body, 'header');
  return {
    source: 'flow',
    text: textField(recordField(body, 'body'), 'text'),
    title: textField(header, 'title') ?? textField(header, 'subtitle'),
    footer: textField(recordField(body, 'footer'), 'text'),
    buttons: records(listField(recordField(body, 'nativeFlowMessage'), 'buttons')).flatMap(flowButton),
  };
}

function flowButton(button: JsonRecord): Button[] {
  const params = parseParameters(textField(button, 'buttonParamsJson'));
  const label = field(params, 'display_text') ?? field(params, 'title') ?? field(button, 'name');
  return labelled(label, { id: textField(params, 'id'), url: httpUrl(field(params, 'url')) });
}

function labelled(label: unknown, rest: Omit<Button, 'text'>): Button[] {
  const text = cleanLine(label);
  return text === null ? [] : [compact({ text, ...rest })];
}

function records(list: readonly unknown[]): JsonRecord[] {
  return list
    .slice(0, mostButtons)
    .map(asRecord)
    .filter((element) => element !== null);
}
