import type { AgentChange } from '@bkcrm/client';
import type { AgentResource } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

/** What an administrator does about an agent. */
export function AgentActions({ agent }: { agent: AgentResource }) {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const [link, setLink] = useState<string | null>(null);

  const change = (changes: AgentChange): void => {
    client.api
      .updateAgent(agent.id, changes)
      .then(() => client.refreshDirectory())
      .catch(showError);
  };
  const issueLink = (): void => {
    client.api
      .issueResetLink(agent.id)
      .then(({ url }) => setLink(url))
      .catch(showError);
  };

  return (
    <>
      {link === null ? (
        <button type="button" className="button" disabled={!agent.active} onClick={issueLink}>
          {text.agents.resetLink}
        </button>
      ) : (
        <input
          className="input"
          aria-label={text.agents.resetLink}
          title={text.agents.linkHint}
          readOnly
          value={link}
          onFocus={(event) => event.target.select()}
        />
      )}
      <button type="button" className="button" onClick={() => change({ active: !agent.active })}>
        {agent.active ? text.agents.disable : text.agents.enable}
      </button>
    </>
  );
}
