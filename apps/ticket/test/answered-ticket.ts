import { randomUUID } from 'node:crypto';
import type { AttachmentResource, MessageResource, SendMessage, SendResult } from '@bkcrm/contracts';
import { loadMessages } from '@bkcrm/read-model';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { aDelivery, aTextUpsert, TicketHarness, withTicketDatabase } from './ticket-harness.js';

/** A ticket of a customer on a number of their own, made anew for every test, and an agent who answers in it. */
export class AnsweredTicket {
  harness: TicketHarness;
  instance: string;
  numberId: string;
  ticketId: string;
  actorId: string;
  phone: string;
  /** The customer's first message. */
  received: { id: string; whatsappId: string };
  private count = 0;

  async open(): Promise<void> {
    this.count += 1;
    this.instance = `shop-${this.count}`;
    this.phone = `55119${String(this.count).padStart(8, '0')}`;
    this.numberId = await this.harness.addNumber(this.instance);
    const whatsappId = `IN${this.count}`;
    const upsert = aTextUpsert({ id: whatsappId, phone: this.phone });
    await this.harness.store.execute([aDelivery('messages.upsert', this.instance, upsert)]);
    const [message] = await this.harness.database.query<{ id: string; ticketId: string }>(
      'SELECT id, ticket_id AS "ticketId" FROM message WHERE number_id = $1',
      [this.numberId],
    );
    this.received = { id: message?.id ?? '', whatsappId };
    this.ticketId = message?.ticketId ?? '';
    this.harness.published.length = 0;
  }

  send = (what: object): Promise<MessageResource> =>
    this.harness.sendMessage.execute({
      actorId: this.actorId,
      ticketId: this.ticketId,
      clientId: randomUUID(),
      ...what,
    });

  /** Names a message as requests do. */
  on = ({ id }: { id: string }) => ({ actorId: this.actorId, ticketId: this.ticketId, messageId: id });

  /** What was ordered from the sender for this number's messages, in order. */
  commands = async <T = SendMessage>(): Promise<T[]> => {
    const rows = await this.harness.database.query<{ body: T }>(
      `SELECT body FROM outbox_message WHERE body->>'numberId' = $1 AND type IN ('message.send.v1', 'message.end-send.v1') ORDER BY id`,
      [this.numberId],
    );
    return rows.map(({ body }) => body);
  };

  /** What the sender says about a command; the first one has revision 1. */
  report = async (commandId: string, ...states: [SendResult['state'], Partial<SendResult>?][]): Promise<void> => {
    const results = states.map(([state, extra], index) => ({
      commandId,
      numberId: this.numberId,
      state,
      revision: index + 1,
      at: new Date().toISOString(),
      ...extra,
    }));
    await this.harness.applyResults.execute(results);
    await this.harness.applyActResults.execute(results);
  };

  /** A time, by the clock of the service. */
  inMinutes = (minutes: number): string => new Date(Number(this.harness.clock.now()) + minutes * 60_000).toISOString();

  read = async (id: string): Promise<MessageResource> => {
    const message = (await loadMessages(this.harness.database, [id])).get(id);
    if (message === undefined) throw new Error(`no message ${id}`);
    return message;
  };

  sent = async (what: object = { text: 'Bom dia' }): Promise<MessageResource> => {
    const message = await this.send(what);
    await this.report(message.id, ['sent', { whatsappId: `OUT${message.id}` }]);
    return this.read(message.id);
  };

  unknown = async (what: object): Promise<MessageResource> => {
    const message = await this.send(what);
    await this.report(message.id, ['unknown', { reason: { code: 'send.unconfirmed', message: '…' } }]);
    return message;
  };

  upload = async (mimeType: string, size = 10): Promise<AttachmentResource & { object: string }> => {
    const object = `media/aa/${randomUUID()}`;
    await this.harness.media.put(object, Buffer.from('content'));
    const file = { object, mimeType, fileName: 'arquivo', size };
    const upload = await this.harness.registerUpload.execute({ actorId: this.actorId, id: uuid(), ...file });
    return { ...upload, object };
  };
}

/** Gives the enclosing `describe` a ticket that is another one in every test. */
export function withAnsweredTicket(): AnsweredTicket {
  const testDatabase = withTicketDatabase();
  const answered = new AnsweredTicket();
  beforeAll(async () => {
    answered.harness = await TicketHarness.open(testDatabase.url);
    answered.actorId = await answered.harness.addAgent();
  });
  afterAll(() => answered.harness.close());
  beforeEach(() => answered.open());
  return answered;
}
