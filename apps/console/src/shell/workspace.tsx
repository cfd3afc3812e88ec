import type { AgentResource } from '@bkcrm/contracts';
import { useEffect } from 'react';
import { AccountScreen } from '../account/account-screen.js';
import { AgentsScreen } from '../agents/agents-screen.js';
import { ApiTokensScreen } from '../api-tokens/api-tokens-screen.js';
import { AuditScreen } from '../audit/audit-screen.js';
import { BackupsScreen } from '../backups/backups-screen.js';
import { DepartmentsScreen } from '../departments/departments-screen.js';
import { InboxScreen } from '../inbox/inbox-screen.js';
import { LettersScreen } from '../letters/letters-screen.js';
import { NoticeBanner } from '../notices/notice-banner.js';
import { useKeptNotices } from '../notices/use-notices.js';
import { Notifications } from '../notifications/notifications.js';
import { NumbersScreen } from '../numbers/numbers-screen.js';
import { useClient } from '../session/client.js';
import { SystemScreen } from '../system/system-screen.js';
import { UnsentNotice } from '../unsent/unsent-notice.js';
import { ConnectionStatus } from './connection-status.js';
import { Rail } from './rail.js';
import { useRoute } from './route.js';
import { useActivity } from './use-activity.js';
import type { Route } from './route.js';
import './workspace.css';

/** Everything behind the login. */
export function Workspace({ agent }: { agent: AgentResource }) {
  useActivity();
  const isAdministrator = agent.role === 'administrator';
  useKeptNotices(isAdministrator);
  const client = useClient();
  const route = useRoute();
  useEffect(() => {
    client.connect();
    return () => client.disconnect();
  }, [client]);
  const isReading = route.screen === 'inbox' && route.ticketId !== null;
  return (
    <div className="workspace" data-reading={isReading}>
      <Rail agent={agent} screen={route.screen} />
      <div className="workspace-main">
        <div>
          <ConnectionStatus />
          <UnsentNotice />
          {isAdministrator && route.screen !== 'system' && <NoticeBanner />}
        </div>
        <Screen route={route} agent={agent} />
      </div>
      <Notifications />
    </div>
  );
}

function Screen({ route, agent }: { route: Route; agent: AgentResource }) {
  switch (route.screen) {
    case 'numbers':
      return <NumbersScreen agent={agent} />;
    case 'agents':
      return <AgentsScreen />;
    case 'departments':
      return <DepartmentsScreen />;
    case 'account':
      return <AccountScreen />;
    case 'api-tokens':
      return <ApiTokensScreen />;
    case 'audit':
      return <AuditScreen />;
    case 'backups':
      return <BackupsScreen />;
    case 'letters':
      return <LettersScreen />;
    case 'system':
      return <SystemScreen />;
    default:
      return <InboxScreen agent={agent} ticketId={route.ticketId} messageId={route.messageId} />;
  }
}
