import type { AgentResource, PersonRole } from '@bkcrm/contracts';
import type { FormEvent } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import { Modal } from '../ui/modal.js';
import { DepartmentChecks, RoleField } from './agent-fields.js';

interface AgentDialogProps {
  agent: AgentResource;
  onClose: () => void;
  onSave: (work: Promise<unknown>) => void;
}

/** Another name, role or departments. They hold at once, also where the agent is logged in. */
export function AgentDialog({ agent, onClose, onSave }: AgentDialogProps) {
  const client = useClient();
  const text = useText();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const change = {
      name: formText(form, 'name').trim(),
      role: formText(form, 'role') as PersonRole,
      departmentIds: form.getAll('departmentIds').filter((id) => typeof id === 'string'),
    };
    onSave(client.api.updateAgent(agent.id, change));
  };
  return (
    <Modal title={`${text.security.agents.edit}: ${agent.name}`} onClose={onClose}>
      <form onSubmit={submit}>
        <label className="field">
          <span>{text.agents.name}</span>
          <input className="input" name="name" required maxLength={100} defaultValue={agent.name} />
        </label>
        <RoleField initial={agent.role} />
        <DepartmentChecks initial={agent.departmentIds} />
        <div className="form-actions">
          <button type="button" className="button" onClick={onClose}>
            {text.form.cancel}
          </button>
          <button type="submit" className="button" data-kind="primary">
            {text.form.save}
          </button>
        </div>
      </form>
    </Modal>
  );
}
