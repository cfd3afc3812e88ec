import type { AgentResource } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { Confirmation } from '../ui/confirmation.js';
import { CopyField } from '../ui/copy-field.js';
import { Menu } from '../ui/menu.js';
import { Modal } from '../ui/modal.js';
import { useToasts } from '../ui/toasts.js';
import { AgentDialog } from './agent-dialog.js';

interface AgentActionsProps {
  agent: AgentResource;
  /** Whether the agent's login needs a code. */
  hasTwoFactor: boolean;
  onChange: () => void;
}

type Asking = 'edit' | 'disable' | 'removeTwoFactor' | null;

/** What an administrator does about an agent. */
export function AgentActions({ agent, hasTwoFactor, onChange }: AgentActionsProps) {
  const client = useClient();
  const text = useText();
  const { agents: words } = text.security;
  const { showDone, showError } = useToasts();
  const [asking, setAsking] = useState<Asking>(null);
  const [link, setLink] = useState<string | null>(null);
  const close = (): void => setAsking(null);

  const perform = (work: Promise<unknown>, sentence?: string): void => {
    close();
    work
      .then(() => sentence !== undefined && showDone(sentence), showError)
      .then(() => client.refreshDirectory())
      .then(onChange, showError);
  };
  const setActive = (active: boolean): void => perform(client.api.updateAgent(agent.id, { active }));
  const issueLink = (): void => {
    client.api.issueResetLink(agent.id).then(({ url }) => setLink(url), showError);
  };
  const items = [
    { key: 'edit', label: words.edit, run: () => setAsking('edit') },
    agent.active && { key: 'link', label: words.resetLink, run: issueLink },
    agent.active && {
      key: 'sessions',
      label: words.endSessions,
      run: () => perform(client.api.administration.endSessions(agent.id), words.sessionsEnded),
    },
    hasTwoFactor && {
      key: 'twoFactor',
      label: words.removeTwoFactor,
      isDangerous: true,
      run: () => setAsking('removeTwoFactor'),
    },
    agent.active
      ? { key: 'disable', label: text.agents.disable, isDangerous: true, run: () => setAsking('disable') }
      : { key: 'enable', label: text.agents.enable, run: () => setActive(true) },
  ];
  return (
    <>
      <Menu label={`${words.actions}: ${agent.name}`} items={items.filter((item) => item !== false)} />
      {asking === 'edit' && <AgentDialog agent={agent} onClose={close} onSave={perform} />}
      {asking === 'disable' && (
        <Confirmation
          title={`${text.agents.disable}: ${agent.name}`}
          sentence={words.confirmDisable}
          label={text.agents.disable}
          onConfirm={() => setActive(false)}
          onClose={close}
        />
      )}
      {asking === 'removeTwoFactor' && (
        <Confirmation
          title={`${words.removeTwoFactor}: ${agent.name}`}
          sentence={words.confirmRemoveTwoFactor}
          label={words.removeTwoFactor}
          onConfirm={() => perform(client.api.administration.removeTwoFactor(agent.id), words.twoFactorRemoved)}
          onClose={close}
        />
      )}
      {link !== null && (
        <Modal title={`${words.resetLink}: ${agent.name}`} onClose={() => setLink(null)}>
          <p>{words.linkHint}</p>
          <CopyField label={words.resetLink} value={link} />
          <div className="form-actions">
            <button type="button" className="button" data-kind="primary" onClick={() => setLink(null)}>
              {text.form.close}
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}
