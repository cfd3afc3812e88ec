import type { BackupPlan } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { shortDateTime } from '../i18n/times.js';
import { useClient } from '../session/client.js';
import { Page } from '../ui/page.js';
import { useToasts } from '../ui/toasts.js';
import { BackupRow } from './backup-row.js';
import './backups.css';
import { useBackups } from './use-backups.js';

/** Where backups go, what there is, and whether it can be restored. */
export function BackupsScreen() {
  const client = useClient();
  const { showDone, showError } = useToasts();
  const { backups: words } = useText();
  const { backups, reload } = useBackups();
  const start = async (): Promise<void> => {
    try {
      await client.api.administration.startBackup({ kind: 'full' });
      showDone(words.started);
      reload();
    } catch (error) {
      showError(error);
    }
  };
  const isOff = backups === null || backups.plan.target === null;
  const action = (
    <button type="button" className="button" data-kind="primary" disabled={isOff} onClick={() => void start()}>
      {words.start}
    </button>
  );
  return (
    <Page title={words.title} hint={words.hint} action={action}>
      {backups !== null && <Plan plan={backups.plan} />}
      <ul className="page-list" data-testid="backups" aria-busy={backups === null}>
        {backups?.items.map((backup) => (
          <BackupRow key={backup.id} backup={backup} onChange={reload} />
        ))}
        {(backups?.items.length ?? 0) === 0 && (
          <li className="page-empty">{backups === null ? words.loading : words.empty}</li>
        )}
      </ul>
    </Page>
  );
}

function Plan({ plan: { target, nextAt } }: { plan: BackupPlan }) {
  const { backups: words, locale } = useText();
  if (target === null) return <Warning>{words.off}</Warning>;
  return (
    <>
      <p>{words.plan(target.place, nextAt === null ? '–' : shortDateTime(nextAt, locale))}</p>
      {target.sharesDiskWith.length > 0 && <Warning>{words.sameDisk}</Warning>}
      {!target.encrypted && <Warning>{words.plain}</Warning>}
    </>
  );
}

function Warning({ children }: { children: string }) {
  return (
    <p className="backup-warning" role="note">
      {children}
    </p>
  );
}
