import type { PersonRole } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { useClient, useClientState } from '../session/client.js';
import { AgentAvatar } from '../ui/agent-avatar.js';
import { Avatar } from '../ui/avatar.js';
import { AgentActions } from './agent-actions.js';
import { DepartmentChecks, RoleField } from './agent-fields.js';
import { formText } from '../ui/form-text.js';
import { Page } from '../ui/page.js';
import { useCreation } from '../ui/use-creation.js';
import { useTwoFactor } from './use-two-factor.js';

export function AgentsScreen() {
  const client = useClient();
  const text = useText();
  const agents = useClientState((state) => state.agents);
  const departments = useClientState((state) => state.departments);
  const isAdministrator = useClientState((state) => state.agent?.role === 'administrator');
  const { agentIds: withTwoFactor, reload } = useTwoFactor(isAdministrator);
  const { button, form } = useCreation({
    label: text.agents.add,
    onCreate: (values) =>
      client.api.addAgent({
        name: formText(values, 'name').trim(),
        email: formText(values, 'email').trim(),
        password: formText(values, 'password'),
        role: formText(values, 'role') as PersonRole,
        departmentIds: values.getAll('departmentIds').filter((id) => typeof id === 'string'),
      }),
    children: (
      <>
        <div className="form-grid">
          <label className="field">
            <span>{text.agents.name}</span>
            <input className="input" name="name" required maxLength={100} autoFocus />
          </label>
          <label className="field">
            <span>{text.agents.email}</span>
            <input className="input" name="email" type="email" required autoComplete="off" />
          </label>
          <label className="field">
            <span>{text.agents.password}</span>
            <input
              className="input"
              name="password"
              type="password"
              required
              minLength={8}
              autoComplete="new-password"
            />
          </label>
          <RoleField />
        </div>
        <DepartmentChecks />
      </>
    ),
  });
  const sorted = [...agents.values()].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Page title={text.agents.title} hint={text.agents.hint} action={button}>
      {form}
      <ul className="page-list with-menus" data-testid="agents">
        {sorted.map((agent) => (
          <li key={agent.id}>
            {agent.active ? <AgentAvatar agent={agent} /> : <Avatar name={agent.name} />}
            <div className="grow">
              <strong>{agent.name}</strong>
              <small>
                {agent.email}
                {agent.departmentIds.map((id) => ` · ${departments.get(id)?.name ?? ''}`)}
              </small>
            </div>
            <small>{agent.active ? text.roles[agent.role] : text.agents.inactive}</small>
            {withTwoFactor.has(agent.id) && (
              <span className="state-chip" data-state="open">
                {text.security.agents.twoFactor}
              </span>
            )}
            {isAdministrator && (
              <AgentActions agent={agent} hasTwoFactor={withTwoFactor.has(agent.id)} onChange={reload} />
            )}
          </li>
        ))}
        {sorted.length === 0 && <li className="page-empty">{text.agents.empty}</li>}
      </ul>
    </Page>
  );
}
