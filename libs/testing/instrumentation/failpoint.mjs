/**
 * What tests load in the place of `libs/observability/src/failpoint.ts`. FAILPOINTS says what happens where:
 * `t6:kill,i7:delay=200,s2:throw*1`; `*n` is for the first n times only. Each strike is a line on standard error.
 */
const actions = parse(process.env.FAILPOINTS ?? '');

/** @param {string} name @returns {Promise<void> | void} */
export function failpoint(name) {
  const action = actions.get(name);
  if (action === undefined || action.times === 0) return undefined;
  action.times -= 1;
  process.stderr.write(`failpoint ${name}: ${action.kind}\n`);
  return strike(name, action);
}

function strike(name, { kind, milliseconds }) {
  if (kind === 'kill') process.kill(process.pid, 'SIGKILL');
  if (kind === 'throw') throw new Error(`failpoint ${name}`);
  if (kind === 'hang') return new Promise(() => {});
  if (kind === 'delay') return new Promise((resolve) => setTimeout(resolve, milliseconds));
  return undefined;
}

function parse(specification) {
  const entries = specification.split(',').filter((entry) => entry !== '');
  return new Map(
    entries.map((entry) => {
      const match = /^(\w+):(?:(kill|throw|hang)|(delay)=(\d+))(?:\*(\d+))?$/.exec(entry);
      if (match === null)
        throw new Error(`FAILPOINTS: "${entry}" is no name:kill|throw|hang|delay=milliseconds[*times]`);
      const [, name, kind, delay, milliseconds, times] = match;
      return [name, { kind: kind ?? delay, milliseconds: Number(milliseconds), times: Number(times ?? Infinity) }];
    }),
  );
}
