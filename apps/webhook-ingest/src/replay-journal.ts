import { parseArgs } from 'node:util';
import { BrokerLink, Publisher } from '@bkcrm/messaging';
import { JsonLogger } from '@bkcrm/observability';
import { Logger } from '@nestjs/common';
import { journalFolder, readConfig } from './app.config.js';
import { brokerExchanges } from './broker.js';
import { ReplayStopped, replayJournal } from './journal/replay-journal.js';

/**
 * A command beside the service, with the same environment: `replay-journal.js --from <time> [--until <time>]
 * [--rate <webhooks a second>] [--dry-run]`. Prints what it does; ends with 1 when the broker did not take everything.
 */
const usage = 'usage: replay-journal --from 2026-11-25T10:00:00Z [--until <time>] [--rate 500] [--dry-run]';

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      until: { type: 'string' },
      rate: { type: 'string', default: '500' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const from = new Date(values.from ?? '');
  const until = values.until === undefined ? new Date() : new Date(values.until);
  const perSecond = Number(values.rate);
  if (Number.isNaN(from.getTime()) || Number.isNaN(until.getTime()) || !(perSecond > 0)) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const config = readConfig();
  Logger.overrideLogger(new JsonLogger('webhook-ingest replay', 'warn'));
  const link = new BrokerLink({
    url: config.AMQP_URL,
    connectionName: 'webhook-ingest replay',
    exchanges: brokerExchanges,
  });
  const dryRun = values['dry-run'];
  if (!dryRun) link.start();
  try {
    const count = await replayJournal(new Publisher(link), {
      folder: journalFolder(config),
      from,
      until,
      perSecond,
      dryRun,
      onProgress: (soFar) => void process.stdout.write(`${soFar} webhooks …\n`),
    });
    const verb = dryRun ? 'would be replayed' : 'replayed';
    process.stdout.write(
      `${count} webhooks ${verb}, received from ${from.toISOString()} until ${until.toISOString()}\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof ReplayStopped)) throw error;
    process.stderr.write(`${error.message}. Run it again: what has arrived is recognised.\n`);
    return 1;
  } finally {
    await link.close();
  }
}

process.exitCode = await run();
