import { useText } from '../../i18n/text.js';
import { Avatar } from '../../ui/avatar.js';
import type { Viewers } from './use-viewers.js';
import './viewers.css';

const mostShown = 3;

/** The faces of who else is here. */
export function ViewerFaces({ viewers }: { viewers: Viewers }) {
  const { collision } = useText();
  if (viewers.length === 0) return null;
  const label = collision.viewing(viewers.map(({ agent }) => agent.name));
  return (
    <span className="viewers" role="img" aria-label={label} title={label} data-testid="viewers">
      {viewers.slice(0, mostShown).map(({ agent, isTyping }) => (
        <span key={agent.id} className="viewer" data-typing={isTyping}>
          <Avatar name={agent.name} size={28} />
        </span>
      ))}
      {viewers.length > mostShown && <span className="viewer-more">+{viewers.length - mostShown}</span>}
    </span>
  );
}

/** Says above the composer who is about to answer. */
export function TypingLine({ viewers }: { viewers: Viewers }) {
  const { collision } = useText();
  const names = viewers.filter(({ isTyping }) => isTyping).map(({ agent }) => agent.name);
  return (
    <p className="typing-line" aria-live="polite" data-testid="colleague-typing" hidden={names.length === 0}>
      <span className="typing-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {names.length > 0 && collision.typing(names)}
    </p>
  );
}
