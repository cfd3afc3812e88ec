import type { ServerResource } from '@bkcrm/contracts';
import { useState } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { Icon } from '../ui/icons.js';
import { useToasts } from '../ui/toasts.js';
import { AddServer } from './add-server.js';

/** The Evolution servers that numbers are on. */
export function ServersSection({ servers, onChange }: { servers: ServerResource[]; onChange: () => void }) {
  const text = useText();
  const [isAdding, setAdding] = useState(false);
  const finish = (): void => {
    setAdding(false);
    onChange();
  };
  return (
    <>
      <header className="page-header">
        <div>
          <h2 className="section-title">{text.numbers.servers.title}</h2>
          <p>{text.numbers.servers.hint}</p>
        </div>
        {!isAdding && (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            <Icon name="plus" size={18} />
            {text.numbers.servers.add}
          </button>
        )}
      </header>
      {isAdding && <AddServer onAdded={finish} onCancel={() => setAdding(false)} />}
      <ul className="page-list">
        {servers.map((server) => (
          <ServerRow key={server.id} server={server} onChange={onChange} />
        ))}
      </ul>
    </>
  );
}

const insecure = new Set(['insecure-tls', 'plain-http']);

function ServerRow({ server, onChange }: { server: ServerResource; onChange: () => void }) {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const { servers: words } = text.numbers;
  const facts = [
    server.baseUrl,
    server.fromEnvironment && words.fromEnvironment,
    server.version !== null && `${words.version} ${server.version}`,
    server.apiKeyEnd !== null && `…${server.apiKeyEnd}`,
    words.numbers(server.numbers),
  ];
  return (
    <li>
      <div className="grow">
        <strong>{server.name}</strong>
        <small>{facts.filter((fact) => fact !== false).join(' · ')}</small>
        {server.trouble !== null && (
          <span className="number-trouble">
            <Icon name="warning" size={16} />
            {text.numbers.troubles[server.trouble.code] ?? server.trouble.message}
          </span>
        )}
        {server.limits.map((limit) => (
          <small key={limit} className="server-limit" data-insecure={insecure.has(limit)}>
            {words.limits[limit] ?? limit}
          </small>
        ))}
      </div>
      {!server.fromEnvironment && server.numbers === 0 && (
        <button
          type="button"
          className="icon-button"
          aria-label={`${words.remove}: ${server.name}`}
          onClick={() => void client.api.numbers.removeServer(server.id).then(onChange, showError)}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}
