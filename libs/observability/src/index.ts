export { startAdministration } from './administration.js';
export { Clock, SystemClock } from './clock.js';
export { eventLoopProbe } from './event-loop-probe.js';
export { failpoint } from './failpoint.js';
export { JsonLogger } from './logger.js';
export { Probes } from './probes.js';
export type { ProbeCheck, ProbeResult } from './probes.js';
export { onShutdown } from './shutdown.js';
export { continueTrace, newTraceparent } from './trace.js';
