import { betweenServices } from './of/between-services.mjs';
import { webhookIngest } from './of/webhook-ingest.mjs';
import { ticket } from './of/ticket.mjs';
import { evolutionSender } from './of/evolution-sender.mjs';
import { gateway } from './of/gateway.mjs';
import { oldDialectMutations } from './of/old-dialect.mjs';
import { backupMutations } from './of/backups.mjs';
import { erasingMutations } from './of/erasing.mjs';
import { client } from './of/client.mjs';
import { tracingMutations } from './of/tracing.mjs';
import { searchMutations } from './of/search.mjs';
import { betweenVersions } from './of/versions.mjs';

/** @type {import('./mutation.mjs').Mutation[]} */
export const mutations = [
  ...betweenServices,
  ...webhookIngest,
  ...ticket,
  ...evolutionSender,
  ...gateway,
  ...oldDialectMutations,
  ...client,
  ...backupMutations,
  ...betweenVersions,
  ...tracingMutations,
  ...erasingMutations,
  ...searchMutations,
];
