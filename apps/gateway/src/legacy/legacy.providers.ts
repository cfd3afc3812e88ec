import type { Provider } from '@nestjs/common';
import { LegacyClients } from './legacy-clients.js';
import { LegacyEvents } from './legacy-events.js';
import { LegacyHistory } from './legacy-history.js';
import { LegacyGateway } from './legacy.gateway.js';
import { UnservedEvents } from './unserved-events.js';

/** Everything that the old front end's dialect adds to a gateway. */
export const legacyProviders: Provider[] = [LegacyClients, LegacyEvents, LegacyGateway, LegacyHistory, UnservedEvents];
