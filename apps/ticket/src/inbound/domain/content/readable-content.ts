import type { MessageContent, MessageKind } from '@bkcrm/contracts';

/** What a content is to us: its kind, the text to read or search, and the rest. */
export interface ReadableContent {
  kind: MessageKind;
  text: string | null;
  content: MessageContent;
}
