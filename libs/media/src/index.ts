export { MediaStore } from './media-store.js';
export { FolderMediaStore } from './folder-media-store.js';
