import { Database } from '@bkcrm/database';
import type { Queryable } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** Checked when there is no such agent, so that an unknown address takes as long as a wrong password. */
const nobodysHash = hash('a password that nobody has');

/** Passwords, as argon2id hashes (19 MiB, 2 passes: the library's defaults). */
@Injectable()
export class Passwords {
  constructor(private readonly database: Database) {}

  /** Takes equally long whether the password is wrong, not set, or there is no agent. */
  async isCorrect(agentId: string | undefined, password: string): Promise<boolean> {
    const stored = await this.find(agentId);
    const matches = await verify(stored ?? (await nobodysHash), password);
    return matches && stored !== undefined;
  }

  /** Sets the password unless the agent has one. @returns whether it was set */
  async setFirst(agentId: string, password: string): Promise<boolean> {
    const rows = await this.database.query(
      'INSERT INTO gateway.password (agent_id, hash) VALUES ($1, $2) ON CONFLICT (agent_id) DO NOTHING RETURNING agent_id',
      [agentId, await hash(password)],
    );
    return rows.length > 0;
  }

  hash(password: string): Promise<string> {
    return hash(password);
  }

  /** Sets the password, whatever it was. @param passwordHash of `hash` */
  async store(db: Queryable, agentId: string, passwordHash: string): Promise<void> {
    await db.query(
      `INSERT INTO gateway.password (agent_id, hash) VALUES ($1, $2)
       ON CONFLICT (agent_id) DO UPDATE SET hash = excluded.hash, updated_at = now()`,
      [agentId, passwordHash],
    );
  }

  private async find(agentId: string | undefined): Promise<string | undefined> {
    const [row] = await this.database.query<{ hash: string }>('SELECT hash FROM gateway.password WHERE agent_id = $1', [
      agentId ?? null,
    ]);
    return row?.hash;
  }
}
