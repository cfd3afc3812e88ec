/** A message as the people in a simulated chat see it. */
export interface SimulatedMessage {
  id: string;
  from: 'contact' | 'api' | 'phone';
  chat: string;
  messageType: string;
  text: string | null;
  status: string;
  edited: boolean;
  deleted: boolean;
  reactions: { contact?: string; company?: string };
  quoted: { id: string; text: string | null } | null;
}

/** A send that WhatsApp took. */
export interface AcceptedSend {
  id: string;
  kind: string;
  text: string | null;
  to: string;
  at: string;
}

/** One POST of a webhook; attempt 0 is one that a fault lost. */
export interface SimulatedDelivery {
  instance: string;
  event: string;
  messageId: string | null;
  url: string;
  attempt: number;
  at: string;
  status: number | null;
  outcome: 'delivered' | 'retrying' | 'dropped' | 'lost';
  error?: string;
}

export type SimulatedKind =
  'text' | 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker' | 'location' | 'contact' | 'reaction';

export interface Writing {
  instance: string;
  /** Digits of the contact's phone. */
  phone: string;
  /** `text` when absent. A file that is not given is a small sample. */
  kind?: SimulatedKind;
  /** Text, caption, or the emoji of a reaction. */
  text?: string;
  base64?: string;
  mimetype?: string;
  fileName?: string;
  /** The message that is answered or reacted to. */
  messageId?: string;
  groupJid?: string;
  id?: string;
  at?: string;
}

export type SimulatedFaultAction =
  | 'hang'
  | 'reset'
  | 'respond'
  | 'take-then-hang'
  | 'take-then-reset'
  | 'take-then-respond'
  | 'slow'
  | 'slow-answer'
  | 'echo-before-answer'
  | 'status-before-answer'
  | 'lose'
  | 'duplicate'
  | 'delay'
  | 'reorder'
  | 'hold';

/** What goes wrong: calls of the REST API by `endpoint`, webhooks by `event` (both `*` when absent). */
export interface SimulatedFault {
  action: SimulatedFaultAction;
  endpoint?: string;
  event?: string;
  instance?: string;
  /** How often it strikes; until it is cleared when absent. */
  times?: number;
  status?: number;
  body?: unknown;
  milliseconds?: number;
  copies?: number;
  count?: number;
}

/** Drives the Evolution simulator through its control API. Every call throws when the simulator refuses it. */
export class SimulatorClient {
  constructor(readonly url: string) {}

  /** Adds an instance; with `phone` it is linked and open. */
  createInstance(request: {
    name: string;
    phone?: string;
    profileName?: string;
    token?: string;
  }): Promise<{ token: string }> {
    return this.call('POST', 'instances', request);
  }

  /** Scans the QR code that the instance shows. */
  async scan(instance: string, phone: string): Promise<void> {
    await this.call('POST', `instances/${instance}/scan`, { phone });
  }

  /** Ends the session for good, or (`cut`) without a word until `reopen`. */
  async close(instance: string, reason: 'unlinked' | 'banned' | 'cut'): Promise<void> {
    if (reason === 'cut') await this.call('POST', `instances/${instance}/cut`);
    else await this.call('POST', `instances/${instance}/close`, { reason });
  }

  async reopen(instance: string): Promise<void> {
    await this.call('POST', `instances/${instance}/reopen`);
  }

  /** What contacts do by themselves, in milliseconds after WhatsApp took the message; null: nothing. */
  async automatic(
    instance: string,
    behaviour: { serverAckAfterMs?: number | null; deliverAfterMs?: number | null; readAfterMs?: number | null },
  ): Promise<void> {
    await this.call('PUT', `instances/${instance}/automatic`, behaviour);
  }

  async person(person: {
    phone: string;
    name?: string;
    lid?: string;
    device?: 'android' | 'ios' | 'web';
    addressing?: 'pn' | 'lid' | 'lid-only';
  }): Promise<void> {
    await this.call('POST', 'people', person);
  }

  /** A number that is not on WhatsApp, or that WhatsApp never answers about. */
  async number(phone: string, state: 'absent' | 'silent'): Promise<void> {
    await this.call('POST', 'numbers', { phone, state });
  }

  customerSends({ instance, ...message }: Writing): Promise<SimulatedMessage> {
    return this.call('POST', `instances/${instance}/customer-messages`, message);
  }

  /** Somebody of the company writes on its own phone. */
  phoneSends({ instance, ...message }: Writing): Promise<SimulatedMessage> {
    return this.call('POST', `instances/${instance}/phone-messages`, message);
  }

  edit(instance: string, id: string, text: string): Promise<SimulatedMessage> {
    return this.call('PUT', `instances/${instance}/messages/${id}`, { text });
  }

  remove(instance: string, id: string): Promise<SimulatedMessage> {
    return this.call('DELETE', `instances/${instance}/messages/${id}`);
  }

  async status(instance: string, id: string, status: string): Promise<void> {
    await this.call('POST', `instances/${instance}/messages/${id}/status`, { status });
  }

  async customerReads(instance: string, phone: string): Promise<void> {
    await this.call('POST', `instances/${instance}/read`, { phone });
  }

  async customerTypes(instance: string, phone: string, presence = 'composing'): Promise<void> {
    await this.call('POST', `instances/${instance}/presence`, { phone, presence });
  }

  async customerCalls(instance: string, phone: string, end: 'timeout' | 'reject' = 'timeout'): Promise<void> {
    await this.call('POST', `instances/${instance}/calls`, { phone, end });
  }

  async group(instance: string, group: { id: string; subject: string; members: string[] }): Promise<void> {
    await this.call('POST', `instances/${instance}/groups`, group);
  }

  /** Writes many messages spread over many people. */
  async bulk(instance: string, load: { messages: number; people: number; perSecond?: number }): Promise<void> {
    await this.call('POST', `instances/${instance}/bulk`, load);
  }

  /** Every send that WhatsApp took, in order: the truth about what was sent, and how often. */
  accepted(instance: string): Promise<AcceptedSend[]> {
    return this.call('GET', `instances/${instance}/accepted`);
  }

  messages(instance: string, phone: string): Promise<SimulatedMessage[]> {
    return this.call('GET', `instances/${instance}/chats/${phone}/messages`);
  }

  deliveries(
    filter: { instance?: string; event?: string; messageId?: string } = {},
  ): Promise<{ pending: number; attempts: SimulatedDelivery[] }> {
    return this.call('GET', `deliveries?${new URLSearchParams(filter).toString()}`);
  }

  /** Sets a fault; faults strike in the order they were set in. */
  fault(fault: SimulatedFault): Promise<{ id: string }> {
    return this.call('POST', 'faults', fault);
  }

  /** Clears all faults, or one; what they held back goes its way. */
  async clear(id?: string): Promise<void> {
    await this.call('DELETE', id === undefined ? 'faults' : `faults?id=${id}`);
  }

  /** Forgets everything. */
  async reset(): Promise<void> {
    await this.call('POST', 'reset');
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.url}/control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`simulator: ${method} ${path} answers ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }
}
