import { startProcess } from '@bkcrm/testing';

/** A command, from its start to its end. @returns what it printed @throws when it does not end with 0 */
export async function runToEnd(name: string, args: string[], env?: Record<string, string>): Promise<string> {
  const running = await startProcess({ name, args, env });
  const status = await running.exit();
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}:\n${running.log}`);
  return running.log;
}
