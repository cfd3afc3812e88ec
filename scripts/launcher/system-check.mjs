import { CheckRows, Skipped } from './check-rows.mjs';
import { GatewayApi } from './gateway-api.mjs';
import { LiveEvents } from './live-events.mjs';
import { say } from './output.mjs';
import { checkRoundTrip } from './round-trip.mjs';
import { checkServices } from './service-health.mjs';

/**
 * Checks a running system end to end and shows a row for each part.
 * @param {{
 *   gateway: string, ingest?: string, administration: Record<string, string>,
 *   email?: string, password?: string, simulator?: string, json?: boolean,
 * }} target URLs; `administration` by service, as far as they can be reached from here; `json` for one object instead of rows
 * @returns {Promise<boolean>} whether nothing failed
 */
export async function checkSystem({ gateway, ingest, administration, email, password, simulator, json }) {
  const rows = new CheckRows({ quiet: json });
  await checkServices(rows, administration);
  await rows.run('webhooks', async () => {
    if (!ingest) throw new Skipped('its address is not known here (--ingest)');
    const response = await fetch(`${ingest}/webhook/health`, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`${ingest}/webhook/health answers ${response.status}`);
    return { detail: `${ingest} accepts them` };
  });
  const api = new GatewayApi(gateway);
  const signedIn = await rows.run('sign-in', async () => {
    if (!email || !password) throw new Skipped('no login was given (--email, --password)');
    await api.login(email, password);
    const { name, role } = await api.get('/me');
    return { detail: `${name} (${role})`, value: true };
  });
  const live = await rows.run('live connection', async () => {
    if (!signedIn) throw new Skipped('needs the sign-in');
    const value = await LiveEvents.connect(gateway, api.token);
    return { detail: `connected at event ${value.position}`, value };
  });
  await checkRoundTrip(rows, { api, live, simulator: signedIn && simulator });
  live?.close();
  say(json ? JSON.stringify({ healthy: !rows.failed, checks: rows.all }) : `\n${rows.summary}`);
  return !rows.failed;
}
