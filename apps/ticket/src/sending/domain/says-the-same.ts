import type { MessageResource } from '@bkcrm/contracts';
import type { Draft } from './read-draft.js';

/** Whether a stored message is the one of this draft; one that was edited since is taken for it. */
export function saysTheSame(stored: MessageResource, draft: Draft): boolean {
  if (stored.editedAt !== null || stored.deletedAt !== null) return true;
  switch (draft.kind) {
    case 'text':
      return stored.kind === 'text' && stored.text === draft.text;
    case 'file':
      return stored.attachment?.id === draft.attachmentId;
    case 'location':
      return (
        stored.content.location?.latitude === draft.location.latitude &&
        stored.content.location.longitude === draft.location.longitude
      );
    default:
      return stored.kind === 'contacts' && stored.text === draft.contacts.map(({ name }) => name).join(', ');
  }
}
