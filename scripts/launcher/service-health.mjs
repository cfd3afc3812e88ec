import { Skipped } from './check-rows.mjs';

/** One row a service, then one for the database and one for the broker as the services see them. */
export async function checkServices(rows, administration) {
  const seen = { database: new Map(), broker: new Map() };
  for (const [service, url] of Object.entries(administration)) {
    await rows.run(service, async () => {
      const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch((error) => {
        throw new Error(`${url} does not answer (${error.cause?.code ?? error.message})`);
      });
      const { details = {} } = await response.json();
      for (const dependency of Object.keys(seen)) {
        if (details[dependency]) seen[dependency].set(service, details[dependency]);
      }
      if (!response.ok) throw new Error(`not ready: ${failing(details)}`);
      return { detail: 'ready' };
    });
  }
  for (const [dependency, byService] of Object.entries(seen)) {
    await rows.run(dependency, async () => dependencyRow(byService));
  }
}

function dependencyRow(byService) {
  if (byService.size === 0) throw new Skipped('no service could be asked');
  const troubled = [...byService].filter(([, state]) => state.ok === false);
  if (troubled.length > 0) {
    throw new Error(troubled.map(([service, state]) => `${service} says ${JSON.stringify(state)}`).join('; '));
  }
  return { detail: `reached by ${[...byService.keys()].join(', ')}` };
}

function failing(details) {
  const down = Object.entries(details).filter(([, { status }]) => status === 'down');
  return down.map(([name]) => name).join(', ') || 'for no given reason';
}
