import { bold, dim, green, say, warn } from './output.mjs';
import { readRunning } from './running-system.mjs';
import { loadSecrets } from './secrets.mjs';

/**
 * The short table at the end of a start.
 * @param {{ addresses: object, email?: string, password?: string, data: string }} system
 *   without a password, it was set by hand and is not shown
 */
export function overviewRows({ addresses, email, password, data }) {
  const rows = [
    ['Console', addresses.console],
    ...(email
      ? [['Login', password ? `${email}   ${password}` : `${email}   (the password set in BKCRM_ADMIN_PASSWORD)`]]
      : []),
    ...(addresses.phone ? [['Phone', `${addresses.phone}   (write as a customer)`]] : []),
    ['API', `${addresses.console}/api/docs`],
    ['Webhooks', `${addresses.webhooks}/webhook/evolution`],
    ...Object.entries(addresses.administration).map(([service, url], index) => [
      index === 0 ? 'Metrics' : '',
      `${url}/metrics   ${service}`,
    ]),
    ['Data, logs', data],
  ];
  if (!addresses.phone) {
    rows.push(['Next', `add a number in the console (Numbers), or POST ${addresses.console}/api/v1/numbers`]);
    rows.push([
      '',
      `{"name": "…", "instanceName": "<instance in Evolution>"}; Evolution must reach the webhook address`,
    ]);
  }
  return rows;
}

export function showOverview(title, system, stop) {
  say(`\n${green(bold(title))}\n`);
  for (const [name, value] of [...overviewRows(system), ['Stop', stop]]) say(`  ${dim(name.padEnd(11))} ${value}`);
  say();
}

/** Says where the system is that another start runs on the same data; this start ends with 1. */
export function tellRunning(data, holder) {
  const running = readRunning(data);
  if (running) {
    const password = running.generatedPassword ? loadSecrets(data).BKCRM_ADMIN_PASSWORD : undefined;
    showOverview(`BKCRM is already running (pid ${holder})`, { ...running, password }, `kill ${holder}`);
  } else {
    warn(`BKCRM is being started already (pid ${holder})`);
  }
  process.exitCode = 1;
}
