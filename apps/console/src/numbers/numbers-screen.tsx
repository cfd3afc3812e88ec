import type { AgentResource, WhatsappNumberResource } from '@bkcrm/contracts';
import { formatPhone } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { fullTime, listTime } from '../i18n/times.js';
import { useClient, useClientState } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import { Icon } from '../ui/icons.js';
import { Page } from '../ui/page.js';
import { useCreation } from '../ui/use-creation.js';
import { useNow } from '../ui/use-now.js';
import { AddNumberFields } from './add-number-fields.js';
import { NumberMenu } from './number-menu.js';
import './numbers.css';
import { ServersSection } from './servers-section.js';
import { useServers } from './use-servers.js';

/** The company's WhatsApp numbers and whether each is really connected; for administrators, the servers that they are on. */
export function NumbersScreen({ agent }: { agent: AgentResource }) {
  const client = useClient();
  const text = useText();
  const isAdministrator = agent.role === 'administrator';
  const numbers = useClientState((state) => state.numbers);
  const { servers, reload } = useServers(isAdministrator);
  const { button, form } = useCreation({
    label: text.numbers.add,
    onCreate: (values) => {
      const departmentId = formText(values, 'departmentId');
      const isAdopted = formText(values, 'origin') === 'adopted';
      return client.api.numbers.add({
        name: formText(values, 'name').trim(),
        origin: isAdopted ? 'adopted' : 'created',
        serverId: formText(values, 'serverId'),
        ...(isAdopted && { instanceName: formText(values, 'instanceName') }),
        ...(isAdopted && { wantsSettings: values.has('wantsSettings') }),
        ...(departmentId !== '' && { departmentId }),
      });
    },
    children: <AddNumberFields servers={servers} />,
  });
  const living = [...numbers.values()]
    .filter(({ removedAt }) => removedAt === null)
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Page title={text.numbers.title} hint={text.numbers.hint} action={isAdministrator && servers.length > 0 && button}>
      {form}
      <ul className="page-list with-menus">
        {living.map((number) => (
          <NumberRow key={number.id} number={number} isAdministrator={isAdministrator} />
        ))}
        {living.length === 0 && <li className="page-empty">{text.numbers.empty}</li>}
      </ul>
      {isAdministrator && <ServersSection servers={servers} onChange={reload} />}
    </Page>
  );
}

function NumberRow({ number, isAdministrator }: { number: WhatsappNumberResource; isAdministrator: boolean }) {
  const text = useText();
  const now = useNow();
  const { trouble } = number;
  return (
    <li className="number-row">
      <div className="grow">
        <strong>{number.name}</strong>
        <small>
          {number.phone === null ? text.numbers.noPhone : formatPhone(number.phone)} · {number.instanceName}
          {number.department !== null && ` · ${number.department.name}`}
        </small>
        {trouble !== null && (
          <span className="number-trouble">
            <Icon name="warning" size={16} />
            {text.numbers.troubles[trouble.code] ?? trouble.message}
          </span>
        )}
        <NumberHealthNote number={number} />
      </div>
      {number.stateAt !== null && (
        <small title={fullTime(number.stateAt, text.locale)}>
          {text.numbers.since} {listTime(number.stateAt, now, text.locale, text.thread.yesterday)}
        </small>
      )}
      <span className="state-chip" data-state={number.state}>
        {text.numberStates[number.state]}
      </span>
      {isAdministrator && <NumberMenu number={number} />}
    </li>
  );
}

/** What the connection's state alone does not show. */
function NumberHealthNote({ number: { health, trouble } }: { number: WhatsappNumberResource }) {
  const text = useText();
  const now = useNow();
  const say = health === null ? undefined : text.numbers.health[health.code];
  if (health === null || say === undefined || trouble !== null) return null;
  const since = health.since === null ? '' : listTime(health.since, now, text.locale, text.thread.yesterday);
  return (
    <span className="number-trouble" data-health={health.code}>
      <Icon name="warning" size={16} />
      {say(since, Number(health.parameters['messages'] ?? 0))}
    </span>
  );
}
