type Action = { kind: 'kill' | 'throw' | 'hang' } | { kind: 'delay'; milliseconds: number };

const enabled = process.env['NODE_ENV'] === 'test';
const actions = enabled ? parse(process.env['FAILPOINTS'] ?? '') : new Map<string, Action>();

/**
 * A named boundary where tests make the process die, throw, hang or wait, to prove that nothing is lost there
 * (`FAILPOINTS=t6:kill,i7:delay=200`). Only with NODE_ENV=test; otherwise it does nothing.
 */
export const failpoint: (name: string) => Promise<void> | void = enabled && actions.size > 0 ? strike : () => {};

function strike(name: string): Promise<void> | void {
  const action = actions.get(name);
  if (action === undefined) return;
  if (action.kind === 'kill') process.kill(process.pid, 'SIGKILL');
  if (action.kind === 'throw') throw new Error(`failpoint ${name}`);
  if (action.kind === 'hang') return new Promise(() => {});
  if (action.kind === 'delay') return new Promise((resolve) => setTimeout(resolve, action.milliseconds));
}

function parse(specification: string): Map<string, Action> {
  const parsed = new Map<string, Action>();
  for (const entry of specification.split(',').filter((part) => part !== '')) {
    const [name = '', action = ''] = entry.split(':');
    const [kind, argument] = action.split('=');
    if (kind === 'kill' || kind === 'throw' || kind === 'hang') parsed.set(name, { kind });
    else if (kind === 'delay') parsed.set(name, { kind, milliseconds: Number(argument) });
    else throw new Error(`FAILPOINTS: unknown action in "${entry}"`);
  }
  return parsed;
}
