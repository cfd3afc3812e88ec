import { agentPresenceOf } from '@bkcrm/client';
import { useText } from '../i18n/text.js';
import { useClient, useClientState } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

/** The agent says that they are there, or away; it holds on every device. */
export function PresenceChoice({ agentId }: { agentId: string }) {
  const client = useClient();
  const { collision } = useText();
  const { showError } = useToasts();
  const presence = useClientState((state) => agentPresenceOf(state, agentId));
  return (
    <div className="presence-choice" role="group" aria-label={collision.presence}>
      {(['online', 'away'] as const).map((choice) => (
        <button
          key={choice}
          type="button"
          aria-pressed={presence === choice}
          onClick={() => {
            client.setAway(choice === 'away').catch(showError);
          }}
        >
          <span className="presence-dot" data-presence={choice} />
          {collision.presences[choice]}
        </button>
      ))}
    </div>
  );
}
