import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Agent, request } from 'undici';

export interface WebhookRequest {
  url: string;
  body: string;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/** Posts a body as Evolution's HTTP library does: the same headers, any number of connections at once. */
@Injectable()
export class WebhookClient {
  private readonly agent = new Agent({ keepAliveTimeout: 4_000 });
  private readonly jwt = new JwtService();

  /** The headers of all attempts of one event: a token among them is signed once and may expire before the last retry. */
  headersFor(configured: Record<string, string> | null): Record<string, string> {
    const { jwt_key: key, ...custom } = configured ?? {};
    if (key === undefined) return custom;
    const token = this.jwt.sign(
      { app: 'evolution', action: 'webhook' },
      { secret: key, algorithm: 'HS256', expiresIn: 600 },
    );
    return { ...custom, authorization: `Bearer ${token}` };
  }

  /** The status of the answer. Throws when the connection fails or the signal comes first. */
  async post({ url, body, headers, signal }: WebhookRequest): Promise<number> {
    const target = new URL(url);
    const { username, password } = target;
    target.username = target.password = '';
    const answer = await request(target, {
      method: 'POST',
      dispatcher: this.agent,
      signal,
      body,
      headers: {
        accept: 'application/json, text/plain, */*',
        'content-type': 'application/json',
        'user-agent': 'axios/1.12.2',
        'accept-encoding': 'gzip, compress, deflate, br',
        ...(username !== '' && { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }),
        ...headers,
      },
    });
    await answer.body.dump();
    return answer.statusCode;
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}
