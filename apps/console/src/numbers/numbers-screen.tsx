import type { AgentResource, WhatsappNumberResource } from '@bkcrm/contracts';
import { formatPhone } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { fullTime, listTime } from '../i18n/times.js';
import { useClient, useClientState } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import { Page } from '../ui/page.js';
import { useCreation } from '../ui/use-creation.js';
import { useNow } from '../ui/use-now.js';

/** The company's WhatsApp numbers and whether each is really connected. */
export function NumbersScreen({ agent }: { agent: AgentResource }) {
  const client = useClient();
  const text = useText();
  const numbers = useClientState((state) => state.numbers);
  const departments = useClientState((state) => state.departments);
  const { button, form } = useCreation({
    label: text.numbers.add,
    onCreate: (values) => {
      const departmentId = formText(values, 'departmentId');
      return client.api.numbers.add({
        name: formText(values, 'name').trim(),
        instanceName: formText(values, 'instanceName').trim(),
        ...(departmentId !== '' && { departmentId }),
      });
    },
    children: (
      <div className="form-grid">
        <label className="field">
          <span>{text.numbers.name}</span>
          <input
            className="input"
            name="name"
            required
            maxLength={100}
            placeholder={text.numbers.namePlaceholder}
            autoFocus
          />
        </label>
        <label className="field">
          <span>{text.numbers.instanceName}</span>
          <input
            className="input"
            name="instanceName"
            required
            maxLength={200}
            autoCapitalize="none"
            spellCheck={false}
          />
        </label>
        <label className="field">
          <span>
            {text.ticket.department} ({text.form.optional})
          </span>
          <select className="input" name="departmentId" defaultValue="">
            <option value="">{text.ticket.noDepartment}</option>
            {[...departments.values()].map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    ),
  });
  const sorted = [...numbers.values()].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Page title={text.numbers.title} hint={text.numbers.hint} action={agent.role === 'administrator' && button}>
      {form}
      <ul className="page-list">
        {sorted.map((number) => (
          <NumberRow key={number.id} number={number} />
        ))}
        {sorted.length === 0 && <li className="page-empty">{text.numbers.empty}</li>}
      </ul>
    </Page>
  );
}

function NumberRow({ number }: { number: WhatsappNumberResource }) {
  const text = useText();
  const now = useNow();
  return (
    <li>
      <div className="grow">
        <strong>{number.name}</strong>
        <small>
          {number.phone === null ? text.numbers.noPhone : formatPhone(number.phone)} · {number.instanceName}
          {number.department !== null && ` · ${number.department.name}`}
        </small>
      </div>
      {number.stateAt !== null && (
        <small title={fullTime(number.stateAt, text.locale)}>
          {text.numbers.since} {listTime(number.stateAt, now, text.locale, text.thread.yesterday)}
        </small>
      )}
      <span className="state-chip" data-state={number.state}>
        {text.numberStates[number.state]}
      </span>
    </li>
  );
}
