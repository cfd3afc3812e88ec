import type { ReplicaResource, ReplicaState, SystemResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { howLongAgo, shortDateTime } from '../i18n/times.js';

/** In the words of the chips that numbers have. */
const tones: Record<ReplicaState, string> = {
  ready: 'open',
  'not-ready': 'close',
  silent: 'connecting',
  gone: 'close',
  stopped: 'stopped',
  unheard: 'unknown',
};

/** All services there should be, with every replica. */
export function Services({ services, at }: { services: SystemResource['services']; at: string }) {
  const { system: words } = useText();
  return (
    <section className="system-services" aria-label={words.services.title}>
      {services.map(({ name, replicas }) => (
        <article key={name} className="section system-service" data-testid={`service-${name}`}>
          <header>
            <h2>{words.services.names[name]}</h2>
            <p>{words.services.about[name]}</p>
          </header>
          {replicas.length === 0 && <p className="system-never">{words.services.never}</p>}
          <ul>
            {replicas.map((replica) => (
              <Replica key={replica.replicaId} replica={replica} at={at} />
            ))}
          </ul>
        </article>
      ))}
    </section>
  );
}

function Replica({ replica, at }: { replica: ReplicaResource; at: string }) {
  const {
    system: { services: words },
    locale,
  } = useText();
  const { state, host, version, startedAt, heardAt, failing } = replica;
  const isHeard = state === 'ready' || state === 'not-ready';
  return (
    <li className="system-replica" data-state={state}>
      <span className="state-chip" data-state={tones[state]}>
        {words.states[state]}
      </span>
      <div className="grow">
        <strong>
          {host} <span className="system-version">{version}</span>
        </strong>
        <small>
          {isHeard ? words.up(shortDateTime(startedAt, locale)) : words.heard(howLongAgo(heardAt, at, locale))}
        </small>
        {isHeard &&
          failing.map(({ check, keepsFromServing }) => (
            <small key={check} className="system-failing" data-serious={keepsFromServing}>
              {words.failing(check)}
            </small>
          ))}
      </div>
    </li>
  );
}
