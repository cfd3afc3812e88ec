import type { MessageResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { kindIcons } from '../inbox/kind-icons.js';
import { Icon } from '../ui/icons.js';
import { plainText } from './format-text.js';

/** The message that another one answers, in two lines. */
export function QuotePreview({ message, contactName }: { message: MessageResource; contactName: string }) {
  const text = useText();
  return (
    <div className="quote" data-direction={message.direction}>
      <QuoteText
        author={
          message.direction === 'in'
            ? (message.participant?.name ?? contactName)
            : (message.author?.name ?? text.inbox.you)
        }
        kind={message.kind}
        body={message.text}
      />
    </div>
  );
}

interface QuoteProps {
  message: MessageResource;
  /** The quoted message, when it is loaded. */
  original: MessageResource | undefined;
  contactName: string;
  onJump: (messageId: string) => void;
}

/** The quote inside a bubble. Jumps to the original where that is loaded. */
export function Quote({ message, original, contactName, onJump }: QuoteProps) {
  const text = useText();
  const { quoted } = message.content;
  const targetId = original?.id ?? null;
  if (original === undefined && quoted === undefined) return null;
  const isOurs = original?.direction === 'out';
  const author =
    original === undefined
      ? text.thread.quotedMissing
      : isOurs
        ? (original.author?.name ?? text.inbox.you)
        : contactName;
  return (
    <button
      type="button"
      className="quote"
      data-direction={isOurs ? 'out' : 'in'}
      disabled={targetId === null}
      onClick={() => targetId !== null && onJump(targetId)}
    >
      <QuoteText
        author={author}
        kind={original?.kind ?? quoted?.kind ?? 'text'}
        body={original?.deletedAt != null ? text.thread.deleted : (original?.text ?? quoted?.text ?? null)}
      />
    </button>
  );
}

function QuoteText({ author, kind, body }: { author: string; kind: MessageResource['kind']; body: string | null }) {
  const text = useText();
  const icon = kindIcons[kind];
  return (
    <>
      <strong>{author}</strong>
      <span>
        {icon !== null && <Icon name={icon} size={14} />}
        <span>{body === null || body === '' ? text.kinds[kind] : plainText(body)}</span>
      </span>
    </>
  );
}
