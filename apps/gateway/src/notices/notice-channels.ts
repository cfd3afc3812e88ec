import { Injectable, Logger } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { GatewayConfig } from '../app.config.js';

const patienceMs = 10_000;

/** What administrators are told. */
export interface Told {
  kind: string;
  text: string;
  data: Record<string, string | number | null>;
  begunAt: Date;
  isOver: boolean;
}

/** The ways to tell administrators: the log always, an e-mail and a call of an address where the settings say so. */
@Injectable()
export class NoticeChannels {
  private readonly logger = new Logger('Notices');

  constructor(private readonly config: GatewayConfig) {}

  /** @returns whether somebody was told: one way is enough, so that none is told twice because another does not work */
  async tell(told: Told): Promise<boolean> {
    const { SMTP_URL: smtpUrl, NOTICE_EMAILS: receivers, NOTICE_WEBHOOK_URL: webhookUrl } = this.config;
    this.logger.warn(told.isOver ? 'a problem is over' : 'a problem began', { kind: told.kind, problem: told.text });
    const ways = [
      ...(smtpUrl === undefined || receivers.length === 0 ? [] : [this.mail(smtpUrl, receivers, told)]),
      ...(webhookUrl === undefined ? [] : [this.call(webhookUrl, told)]),
    ];
    const outcomes = await Promise.allSettled(ways);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') this.logger.error('a notice could not be delivered', outcome.reason);
    return ways.length === 0 || outcomes.some(({ status }) => status === 'fulfilled');
  }

  private async mail(url: string, receivers: string[], { text, begunAt, isOver }: Told): Promise<void> {
    const limits = { connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs };
    const transport = createTransport({ url, ...limits }, { from: this.config.NOTICE_EMAIL_FROM, to: receivers });
    await transport.sendMail({
      subject: `BKCRM: ${isOver ? 'over: ' : ''}${text}`,
      text: `${text}\nSince: ${begunAt.toISOString()}\n${isOver ? 'It is over.' : 'You are told once more when it is over.'}\n`,
    });
  }

  private async call(url: string, told: Told): Promise<void> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(told),
      signal: AbortSignal.timeout(patienceMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the address for notices answers ${response.status}`);
  }
}
