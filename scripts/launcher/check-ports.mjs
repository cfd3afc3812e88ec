import { LauncherError } from './output.mjs';
import { portOwner } from './port-owner.mjs';
import { portIsFree } from './ports.mjs';
import { portDefaults } from './settings.mjs';

/**
 * Sees to it that everything this start wants to listen on is free.
 * @param {Record<string, number>} ports by variable
 * @throws LauncherError that says for each taken port who has it and how to move
 */
export async function requireFreePorts(ports) {
  const taken = [];
  for (const [variable, port] of Object.entries(ports)) {
    if (await portIsFree(port)) continue;
    const owner = await portOwner(port);
    taken.push(
      `port ${port} (${portDefaults[variable].use}) is taken${owner ? ` by ${owner}` : ''}: stop that, or set ${variable} to another port`,
    );
  }
  if (taken.length > 0) throw new LauncherError(taken.join('\n  '));
}
