/** Of the bare pipeline, beside those of the product. */
export const inbound = 'bench-bare-inbound';
export const events = 'bench-bare-events';

/** What the pipeline keeps of a webhook. */
export interface BareMessage {
  instance: string;
  id: string;
  jid: string;
  text: string;
}

/** What it stored, numbered. */
export interface BareEvent extends BareMessage {
  seq: number;
}
