import { useText } from '../i18n/text.js';
import { useClient, useClientState } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import { Page } from '../ui/page.js';
import { useCreation } from '../ui/use-creation.js';

export function DepartmentsScreen() {
  const client = useClient();
  const text = useText();
  const departments = useClientState((state) => state.departments);
  const { button, form } = useCreation({
    label: text.departments.add,
    onCreate: (values) => client.api.addDepartment({ name: formText(values, 'name').trim() }),
    children: (
      <label className="field">
        <span>{text.departments.name}</span>
        <input className="input" name="name" required maxLength={100} autoFocus />
      </label>
    ),
  });
  const sorted = [...departments.values()].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Page title={text.departments.title} hint={text.departments.hint} action={button}>
      {form}
      <ul className="page-list">
        {sorted.map(({ id, name }) => (
          <li key={id}>
            <strong className="grow">{name}</strong>
          </li>
        ))}
        {sorted.length === 0 && <li className="page-empty">{text.departments.empty}</li>}
      </ul>
    </Page>
  );
}
