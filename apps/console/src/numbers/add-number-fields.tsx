import type { InstanceResource, ServerResource } from '@bkcrm/contracts';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClient, useClientState } from '../session/client.js';
import { useToasts } from '../ui/toasts.js';

/** The form for a number: an instance is made, or one that exists on the server is taken over. */
export function AddNumberFields({ servers }: { servers: ServerResource[] }) {
  const text = useText();
  const departments = useClientState((state) => state.departments);
  const [origin, setOrigin] = useState<'created' | 'adopted'>('created');
  const [serverId, setServerId] = useState(servers[0]?.id ?? '');
  return (
    <>
      <fieldset className="form-checks">
        <legend>{text.numbers.origin}</legend>
        {(['created', 'adopted'] as const).map((value) => (
          <label key={value}>
            <input
              type="radio"
              name="origin"
              value={value}
              checked={origin === value}
              onChange={() => setOrigin(value)}
            />
            {value === 'created' ? text.numbers.create : text.numbers.adopt}
          </label>
        ))}
      </fieldset>
      <div className="form-grid">
        <label className="field">
          <span>{text.numbers.name}</span>
          <input className="input" name="name" required maxLength={100} placeholder={text.numbers.namePlaceholder} />
        </label>
        <label className="field">
          <span>{text.numbers.server}</span>
          <select
            className="input"
            name="serverId"
            value={serverId}
            onChange={(event) => setServerId(event.target.value)}
          >
            {servers.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {origin === 'adopted' && <InstanceField key={serverId} serverId={serverId} />}
        <label className="field">
          <span>{text.numbers.department}</span>
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
      {origin === 'adopted' && (
        <div className="form-checks">
          <label>
            <input type="checkbox" name="wantsSettings" />
            {text.numbers.wantsSettings}
          </label>
        </div>
      )}
    </>
  );
}

function InstanceField({ serverId }: { serverId: string }) {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const [instances, setInstances] = useState<InstanceResource[]>();
  useEffect(() => {
    client.api.numbers.instances(serverId).then(({ items }) => setInstances(items), showError);
  }, [client, serverId, showError]);
  return (
    <label className="field">
      <span>{text.numbers.instance}</span>
      <select className="input" name="instanceName" required disabled={instances === undefined}>
        {instances?.length === 0 && <option value="">{text.numbers.noInstances}</option>}
        {instances?.map(({ name, phone, numberId }) => (
          <option key={name} value={name} disabled={numberId !== null}>
            {name}
            {phone !== null && ` · ${phone}`}
            {numberId !== null && ` (${text.numbers.alreadyOurs})`}
          </option>
        ))}
      </select>
    </label>
  );
}
