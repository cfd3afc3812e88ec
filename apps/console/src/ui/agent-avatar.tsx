import { agentPresenceOf } from '@bkcrm/client';
import { useText } from '../i18n/text.js';
import { useClientState } from '../session/client.js';
import { Avatar } from './avatar.js';
import './agent-avatar.css';

/** An agent's initials, and whether they are there. */
export function AgentAvatar({ agent, size = 40 }: { agent: { id: string; name: string }; size?: number }) {
  const { collision } = useText();
  const presence = useClientState((state) => agentPresenceOf(state, agent.id));
  const label = collision.presences[presence];
  return (
    <span className="agent-avatar">
      <Avatar name={agent.name} size={size} />
      <span
        className="presence-dot"
        data-presence={presence}
        data-testid={`presence-${agent.id}`}
        role="img"
        aria-label={label}
        title={label}
      />
    </span>
  );
}
