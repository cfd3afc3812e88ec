import type { LetterBox, ServiceName, ServiceStatus, WhatsappNumberResource } from '@bkcrm/contracts';
import type { Findings, Problem } from './problem.js';

/** A number that comes back within this time was restarted, nothing more. */
const downForMs = 2 * 60_000;
const fullFrom = 0.85;
/** Backups are made once a day; as in the alert `BackupLate`. */
export const backupLateAfterHours = 26;

/** As in the alert `CertificateExpiring`. */
export const expiringWithinDays = 14;
const expiringWithinMs = expiringWithinDays * 86_400_000;

const since = ({ stateAt }: WhatsappNumberResource): number => (stateAt === null ? Infinity : Date.parse(stateAt));

/** Numbers that have not been connected for more than two minutes. One that was never linked is nobody's surprise. */
export function numbersDown(numbers: readonly WhatsappNumberResource[], now: Date): Problem[] {
  return numbers
    .filter(({ state, phone }) => (state === 'close' || state === 'missing') && phone !== null)
    .filter((number) => Number(now) - since(number) > downForMs)
    .map(({ id, name, state, stateAt }) => ({
      kind: 'number-down',
      subject: id,
      text: `The number "${name}" is not connected to WhatsApp (${state}) since ${stateAt}.`,
      data: { name, state },
    }));
}

/** Folders that each replica has for itself; the others are the same for all. */
const ownFolders = new Set(['spool']);

/** Disks of which more than 85 % are in use, as the services say. */
export function disksFillingUp(reports: readonly Pick<ServiceStatus, 'disks' | 'host'>[]): Findings {
  const fullest = new Map<string, Problem & { data: { percent: number } }>();
  const seen = new Set<string>();
  for (const { disks, host } of reports)
    for (const { folder, size, free } of disks) {
      const isOwn = ownFolders.has(folder);
      const subject = isOwn ? `${folder} ${host}` : folder;
      seen.add(subject);
      const used = 1 - free / size;
      const percent = Math.round(used * 100);
      if (!(used > fullFrom) || percent <= (fullest.get(subject)?.data.percent ?? 0)) continue;
      const text = `The disk of the folder "${folder}"${isOwn ? ` on ${host}` : ''} is ${percent} % full.`;
      const data = { folder, host: isOwn ? host : null, percent };
      fullest.set(subject, { kind: 'disk-filling-up', subject, text, data });
    }
  return { problems: [...fullest.values()], seen };
}

/** Kinds of backups of which the last good one is too old; before the first one it is counted since the help desk was set up. */
export function backupsLate(last: { full: Date | null; daily: Date | null; since: Date | null }, now: Date): Problem[] {
  return (['full', 'daily'] as const).flatMap((kind) => {
    const at = last[kind] ?? last.since;
    if (at === null || Number(now) - Number(at) <= backupLateAfterHours * 3_600_000) return [];
    const lastAt = last[kind]?.toISOString() ?? null;
    const text = lastAt === null ? `There is no ${kind} backup yet.` : `The last ${kind} backup is of ${lastAt}.`;
    return [{ kind: 'backup-late', subject: kind, text, data: { kind, lastAt } }];
  });
}

const boxes: Record<LetterBox, string> = {
  ticket: 'dead letters of the ticket service',
  sender: 'dead letters of the sender',
  quarantine: 'webhooks in quarantine',
};

/** Boxes with letters that wait for somebody to decide. Only a service that is heard says what is in its box. */
export function lettersWaiting(letters: Partial<Record<LetterBox, number>> | null): Findings {
  const known = Object.entries(letters ?? {}) as [LetterBox, number][];
  return {
    problems: known
      .filter(([, count]) => count > 0)
      .map(([box, count]) => ({
        kind: 'letters-waiting',
        subject: box,
        text: `${count} ${boxes[box]} wait for somebody to decide.`,
        data: { box, count },
      })),
    seen: new Set(known.map(([box]) => box)),
  };
}

/** A ledger that differs in hours that are over. */
export function ledgerDiffers(ledger: { difference: number } | null): Findings {
  const [subject, difference] = ['ledger', ledger?.difference ?? 0];
  if (difference === 0) return { problems: [], seen: new Set(ledger === null ? [] : [subject]) };
  const text = `The ledger of the last 48 hours differs by ${difference} messages.`;
  return { problems: [{ kind: 'ledger-differs', subject, text, data: { difference } }] };
}

/** Certificates of Evolution servers that run out within two weeks, or have run out. */
export function certificatesExpiring(
  certificates: readonly { server: string; expiresAt: string }[],
  now: Date,
): Findings {
  const problems = certificates
    .filter(({ expiresAt }) => Date.parse(expiresAt) - Number(now) < expiringWithinMs)
    .map<Problem>(({ server, expiresAt }) => ({
      kind: 'certificate-expiring',
      subject: server,
      text: `The certificate of the Evolution server "${server}" is good until ${expiresAt}.`,
      data: { server, expiresAt },
    }));
  return { problems, seen: new Set(certificates.map(({ server }) => server)) };
}

/** Services of which nobody is heard. */
export function servicesDown(missing: readonly ServiceName[]): Problem[] {
  return missing.map((service) => ({
    kind: 'service-down',
    subject: service,
    text: `Nothing has been heard of the service ${service} for more than two minutes.`,
    data: { service },
  }));
}
