import type { MessageKind } from '@bkcrm/contracts';
import type { IconName } from '../ui/icons.js';

/** What stands before a preview, so that a photo is not taken for text. */
export const kindIcons: Record<MessageKind, IconName | null> = {
  text: null,
  image: 'image',
  video: 'video',
  audio: 'microphone',
  voice: 'microphone',
  document: 'document',
  sticker: 'sticker',
  location: 'pin',
  live_location: 'pin',
  contacts: 'person',
  poll: 'poll',
  reply_choice: 'check',
  interactive: 'poll',
  order: 'cart',
  product: 'cart',
  group_invite: 'agents',
  event: 'calendar',
  call: 'phone',
  placeholder: 'clock',
  unsupported: 'question',
};
