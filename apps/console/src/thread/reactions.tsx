import type { ReactionResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';

/** One chip for each emoji, with who gave it. */
export function Reactions({ reactions, contactName }: { reactions: ReactionResource[]; contactName: string }) {
  const text = useText();
  if (reactions.length === 0) return null;
  const byEmoji = new Map<string, ReactionResource[]>();
  for (const reaction of reactions) byEmoji.set(reaction.emoji, [...(byEmoji.get(reaction.emoji) ?? []), reaction]);
  return (
    <p className="reactions">
      {[...byEmoji].map(([emoji, given]) => (
        <span key={emoji} title={given.map(({ by }) => (by === 'us' ? text.inbox.you : contactName)).join(', ')}>
          {emoji}
          {given.length > 1 && <small>{given.length}</small>}
        </span>
      ))}
    </p>
  );
}
