export { ReportStatus } from './report-status.js';
export type { StatusSources } from './report-status.js';
export { readServiceStatus } from './read-service-status.js';
