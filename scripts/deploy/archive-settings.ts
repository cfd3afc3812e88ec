import { readFileSync } from 'node:fs';

/** The settings of PostgreSQL that docs/backup.md gives: the first block for archiving, the second for recovering. */
export function documentedArchiveSettings(): { running: Record<string, string>; recovering: Record<string, string> } {
  const chapter = readFileSync('docs/backup.md', 'utf8').split('## Point-in-time recovery')[1]?.split('\n## ')[0] ?? '';
  const blocks = [...chapter.matchAll(/```ini\n(.*?)```/gs)].map(([, block = '']) => settingsIn(block));
  const [running, recovering] = blocks;
  if (running === undefined || recovering === undefined) throw new Error('docs/backup.md gives no settings');
  return { running, recovering };
}

function settingsIn(block: string): Record<string, string> {
  const lines = block.matchAll(/^\s*(\w+) = '(.*)'$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}
