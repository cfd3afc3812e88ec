import type { MessageResource } from '@bkcrm/contracts';
import type { ReactNode } from 'react';
import { RichText } from '../rich-text.js';
import { AudioView } from './audio-view.js';
import { CallView, EventView, PlaceholderView, UnsupportedView } from './notice-views.js';
import { OrderView, ProductView } from './commerce-views.js';
import { ContactsView } from './contacts-view.js';
import { DocumentView } from './document-view.js';
import { ChoiceView, GroupInviteView, InteractiveView, PollView } from './choice-views.js';
import { ImageView, StickerView } from './image-view.js';
import { LocationView } from './location-view.js';
import { VideoView } from './video-view.js';
import './content.css';

const views: Record<MessageResource['kind'], (props: { message: MessageResource }) => ReactNode> = {
  text: () => null,
  image: ImageView,
  video: VideoView,
  audio: AudioView,
  voice: AudioView,
  document: DocumentView,
  sticker: StickerView,
  location: LocationView,
  live_location: LocationView,
  contacts: ContactsView,
  poll: PollView,
  reply_choice: ChoiceView,
  interactive: InteractiveView,
  order: OrderView,
  product: ProductView,
  group_invite: GroupInviteView,
  event: EventView,
  call: CallView,
  placeholder: PlaceholderView,
  unsupported: UnsupportedView,
};

/** Kinds whose view says the text itself. */
const ownText = new Set<MessageResource['kind']>([
  'poll',
  'interactive',
  'call',
  'placeholder',
  'contacts',
  'location',
  'live_location',
  'product',
  'event',
]);

function saysText({ kind, text, content, attachment }: MessageResource): boolean {
  return ownText.has(kind) || text === (attachment?.fileName ?? content.media?.fileName);
}

/** What a message holds, whatever its kind. */
export function MessageContentView({ message }: { message: MessageResource }) {
  const View = views[message.kind] ?? UnsupportedView;
  const hasText = message.text !== null && message.text !== '' && !saysText(message);
  return (
    <>
      <View message={message} />
      {hasText && <RichText text={message.text ?? ''} />}
    </>
  );
}
