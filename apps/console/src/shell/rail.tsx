import type { AgentResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { useUnseenNotices } from '../notices/use-notices.js';
import { useUnreadTotal } from '../notifications/use-unread-total.js';
import { Icon } from '../ui/icons.js';
import type { IconName } from '../ui/icons.js';
import { Preferences } from './preferences.js';
import { hrefOf } from './route.js';
import type { Route } from './route.js';
import './rail.css';

export function Rail({ agent, screen }: { agent: AgentResource; screen: Route['screen'] }) {
  const text = useText();
  const unread = useUnreadTotal();
  const unseen = useUnseenNotices().length;
  const isAdministrator = agent.role === 'administrator';
  return (
    <nav className="rail" aria-label={text.nav.label}>
      <RailLink
        route={{ screen: 'inbox', ticketId: null }}
        icon="inbox"
        label={text.nav.inbox}
        screen={screen}
        badge={unread}
      />
      <RailLink route={{ screen: 'numbers' }} icon="numbers" label={text.nav.numbers} screen={screen} />
      {isAdministrator && (
        <RailLink route={{ screen: 'agents' }} icon="agents" label={text.nav.agents} screen={screen} />
      )}
      {isAdministrator && (
        <RailLink route={{ screen: 'departments' }} icon="departments" label={text.nav.departments} screen={screen} />
      )}
      {isAdministrator && (
        <RailLink route={{ screen: 'api-tokens' }} icon="key" label={text.security.tokens.title} screen={screen} />
      )}
      {isAdministrator && (
        <RailLink route={{ screen: 'audit' }} icon="shield" label={text.security.audit.title} screen={screen} />
      )}
      {isAdministrator && (
        <RailLink route={{ screen: 'backups' }} icon="archive" label={text.backups.title} screen={screen} />
      )}
      {isAdministrator && (
        <RailLink route={{ screen: 'letters' }} icon="warning" label={text.letters.title} screen={screen} />
      )}
      {isAdministrator && (
        <RailLink route={{ screen: 'system' }} icon="pulse" label={text.system.title} screen={screen} badge={unseen} />
      )}
      <span className="rail-space" />
      <Preferences agent={agent} />
    </nav>
  );
}

function RailLink({
  route,
  icon,
  label,
  screen,
  badge = 0,
}: {
  route: Route;
  icon: IconName;
  label: string;
  screen: Route['screen'];
  badge?: number;
}) {
  return (
    <a
      className="rail-link"
      href={hrefOf(route)}
      title={label}
      aria-label={label}
      aria-current={route.screen === screen ? 'page' : undefined}
    >
      <Icon name={icon} size={22} />
      {badge > 0 && <span className="rail-badge">{badge > 99 ? '99+' : badge}</span>}
    </a>
  );
}
