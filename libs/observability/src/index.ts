export { startAdministration } from './administration.js';
export { Clock, SystemClock } from './clock.js';
export { failpoint } from './failpoint.js';
export { JsonLogger } from './logger.js';
export { Probes } from './probes.js';
export type { ProbeCheck, ProbeResult } from './probe-check.js';
export { onShutdown } from './shutdown.js';
export { continueTrace, newTraceparent } from './trace.js';
export { TookTooLong, within } from './within.js';
