import type { BackupResource } from '@bkcrm/contracts';
import { useText } from '../i18n/text.js';
import { fullTime, shortDateTime } from '../i18n/times.js';
import { useClient } from '../session/client.js';
import { save } from '../ui/save.js';
import { useToasts } from '../ui/toasts.js';

export function BackupRow({ backup, onChange }: { backup: BackupResource; onChange: () => void }) {
  const { backups: words, locale } = useText();
  const client = useClient();
  const { showError } = useToasts();
  const { id, name, state, error, rows, media } = backup;
  const attempt = (work: () => Promise<void>) => () => void work().catch(showError);
  const prove = attempt(async () => {
    await client.api.administration.proveBackup(id);
    onChange();
  });
  const download = attempt(async () => save(await client.api.administration.backupFile(id), name ?? id));
  const at = backup.finishedAt ?? backup.createdAt;
  const facts = [
    words.states[state],
    rows !== null && words.rows(rows),
    media !== null && media.missing > 0 && words.missing(media.missing),
    error,
  ];
  return (
    <li className="backup-row">
      <div className="grow">
        <strong>
          {words.kinds[backup.kind]} {backup.day}
        </strong>
        <small>{facts.filter((fact) => fact !== false && fact !== null).join(' · ')}</small>
        {state === 'done' && <Proof backup={backup} />}
      </div>
      <small>
        <time dateTime={at} title={fullTime(at, locale)}>
          {shortDateTime(at, locale)}
        </time>
      </small>
      {state === 'done' && (
        <>
          <button type="button" className="button" disabled={backup.isProofWanted} onClick={prove}>
            {words.prove}
          </button>
          <button type="button" className="button" onClick={download}>
            {words.download}
          </button>
        </>
      )}
    </li>
  );
}

function Proof({ backup: { proof, isProofWanted } }: { backup: BackupResource }) {
  const { backups: words, locale } = useText();
  if (isProofWanted) return <small>{words.proving}</small>;
  if (proof === null) return <small>{words.unproven}</small>;
  if (proof.ok) return <small className="backup-proven">{words.proven(shortDateTime(proof.at, locale))}</small>;
  return <small className="backup-broken">{words.broken(proof.problems.join('; '))}</small>;
}
