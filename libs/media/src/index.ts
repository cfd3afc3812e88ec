export { effectiveType } from './domain/effective-type.js';
export { FolderMediaStore } from './folder-media-store.js';
export { MediaStore } from './media-store.js';
export { storeFile } from './store-file.js';
export type { StoredFile } from './store-file.js';
export { checkFile, defaultKind, mayBeSentAs } from './domain/file-kind.js';
export type { FileLimits } from './domain/file-kind.js';
export { fileLimits, FileLimitSettings } from './file-limits.js';
