export { GatewayTotals } from './gateway-totals.js';
export type { ConnectionTotals } from './gateway-totals.js';
export { readGatewayStats } from './read-gateway-stats.js';
