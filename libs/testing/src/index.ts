export { bindQueue } from './bind-queue.js';
export { eventually } from './eventually.js';
export { brokerControl, testAmqpUrl, withVhost } from './test-vhost.js';
export type { TestVhost } from './test-vhost.js';
export { withDatabase } from './test-database.js';
export type { TestDatabase } from './test-database.js';
export { freePort } from './free-port.js';
export { peekQueue } from './peek-queue.js';
export type { QueuedMessage } from './peek-queue.js';
export { startProcess } from './start-process.js';
export type { RunningProcess, StartOptions } from './start-process.js';
export { TcpBalancer } from './tcp-balancer.js';
export { TcpProxy } from './tcp-proxy.js';
export { TraceCollector } from './trace-collector.js';
export type { CollectedSpan } from './trace-collector.js';
export { SimulatorClient } from './simulator-client.js';
export type {
  AcceptedSend,
  SimulatedDelivery,
  SimulatedFault,
  SimulatedFaultAction,
  SimulatedKind,
  SimulatedMessage,
  Writing,
} from './simulator-client.js';
export { findInTables } from './find-in-tables.js';
