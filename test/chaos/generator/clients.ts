import { BkcrmClient } from '@bkcrm/client';
import { eventually } from '@bkcrm/testing';
import type { ClientLog, Ledger } from '../ledger.js';
import { administrator, agentPassword } from '../world/accounts.js';

/** A browser of an agent. */
export interface Desk {
  client: BkcrmClient;
  log: ClientLog;
}

/** An administrator; further agents are added by it. */
export async function signIn(url: string, email = administrator.email, password = administrator.password) {
  const client = new BkcrmClient({ url });
  const agent = await client.login(email, password);
  return { client, agent };
}

/** Agents of each department and of none. Answers their addresses. */
export async function addAgents({ api }: BkcrmClient, departments: readonly string[]): Promise<string[]> {
  const emails: string[] = [];
  for (const [index, departmentIds] of [[departments[0]], [departments[1]], [...departments], []].entries()) {
    const email = `agent-${index + 1}@example.com`;
    const own = departmentIds.filter((id) => id !== undefined);
    await api.addAgent({ email, name: email, role: 'agent', departmentIds: own, password: agentPassword });
    emails.push(email);
  }
  return emails;
}

/** Opens a desk and waits until it is live; from then on everything it applies is written down. */
export async function openDesk(ledger: Ledger, name: string, url: string, email?: string): Promise<Desk> {
  const { client, agent } = await signIn(url, ...(email === undefined ? [] : ([email, agentPassword] as const)));
  const log: ClientLog = { name, agent, from: 0, applied: [] };
  client.onApplied(({ seq }) => log.applied.push(seq));
  client.openList({});
  client.connect();
  await eventually(
    () => {
      const { status } = client.store.getSnapshot();
      if (status !== 'live') throw new Error(`${name} is ${status}`);
    },
    { timeout: 60_000 },
  );
  // What came on the way there is not counted.
  log.applied.length = 0;
  log.from = client.position?.seq ?? 0;
  ledger.clients.push(log);
  return { client, log };
}
