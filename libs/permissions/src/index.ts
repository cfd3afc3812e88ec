export { grantablePermissions, may, permissions, reachOf } from './permissions.js';
export type { Permission, Reach, Rights } from './permissions.js';
