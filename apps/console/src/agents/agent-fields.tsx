import type { PersonRole, Role } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { useClientState } from '../session/client.js';

const roles: PersonRole[] = ['agent', 'supervisor', 'administrator'];

export function RoleField({ initial = 'agent' }: { initial?: Role }) {
  const text = useText();
  return (
    <label className="field">
      <span>{text.agents.role}</span>
      <select className="input" name="role" defaultValue={initial}>
        {roles.map((role) => (
          <option key={role} value={role}>
            {text.roles[role]}
          </option>
        ))}
      </select>
    </label>
  );
}

export function DepartmentChecks({ initial = [] }: { initial?: readonly string[] }) {
  const text = useText();
  const departments = useClientState((state) => state.departments);
  if (departments.size === 0) return null;
  return (
    <fieldset className="form-checks">
      <legend>{text.agents.departments}</legend>
      {[...departments.values()].map(({ id, name }) => (
        <label key={id}>
          <input type="checkbox" name="departmentIds" value={id} defaultChecked={initial.includes(id)} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
