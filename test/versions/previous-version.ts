import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const project = fileURLToPath(new URL('../..', import.meta.url));

/** Only what the services need, and unchecked: it was checked when it was new. */
const buildSettings = {
  extends: './tsconfig.json',
  compilerOptions: { noCheck: true, incremental: false },
  include: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts'],
  exclude: ['apps/console', 'libs/testing', '**/*.spec.ts', '**/*.fixture.ts', 'node_modules', 'dist'],
};

/**
 * The folder in which the release before this one lies, built with the dependencies of this one. Built once, and kept.
 * @returns why there is none, when the history does not go back so far
 */
export async function previousVersion(): Promise<{ folder: string } | { missing: string }> {
  const { revision } = JSON.parse(await readFile(new URL('previous.json', import.meta.url), 'utf8')) as {
    revision: string;
  };
  const folder = join(project, '.data', 'versions', revision.slice(0, 12));
  if (existsSync(folder)) return { folder };
  try {
    await run('git', ['cat-file', '-e', `${revision}^{commit}`], { cwd: project });
  } catch {
    return {
      missing: `revision ${revision.slice(0, 12)} is not in this clone's history (a shallow clone, or no clone)`,
    };
  }
  await build(revision, folder);
  return { folder };
}

/** It has its name only once it is complete: a build that broke off is begun anew. */
async function build(revision: string, folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const archive = join(unfinished, 'sources.tar');
  await run('git', ['archive', '--output', archive, revision], { cwd: project });
  await run('tar', ['--extract', '--file', archive], { cwd: unfinished });
  await rm(archive);
  await symlink(join(project, 'node_modules'), join(unfinished, 'node_modules'));
  await writeFile(join(unfinished, 'tsconfig.build.json'), JSON.stringify(buildSettings));
  await run(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], { cwd: unfinished });
  await rename(unfinished, folder);
}
