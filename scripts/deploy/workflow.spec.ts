import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inProject } from '../launcher/paths.mjs';

interface Job {
  needs?: string[];
  permissions?: Record<string, string>;
  steps: { uses?: string; run?: string }[];
}

const workflow = parse(readFileSync(inProject('.github/workflows/ci.yml'), 'utf8')) as {
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
};
const { scripts } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as { scripts: Record<string, string> };

describe('.github/workflows/ci.yml', () => {
  const jobs = Object.values(workflow.jobs);

  it('runs commands that exist', () => {
    const commands = jobs.flatMap(({ steps }) =>
      steps.flatMap(({ run = '' }) => run.match(/npm (?:run )?[\w:-]+/g) ?? []),
    );
    const names = commands.map((command) => command.split(' ').at(-1) ?? '').filter((name) => name !== 'ci');
    expect(names).toEqual(['check', 'test']);
    expect(names.filter((name) => !scripts[name])).toEqual([]);
  });

  it('builds an image only of what has passed, and may write nothing else', () => {
    expect(workflow.jobs['image']?.needs).toEqual(['check', 'test']);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const writing = Object.entries(workflow.jobs).filter(([, { permissions }]) =>
      Object.values(permissions ?? {}).includes('write'),
    );
    expect(writing.map(([name]) => name)).toEqual(['image']);
  });

  it('uses actions of a fixed release', () => {
    const actions = jobs.flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(actions.filter((action) => !/^(actions|docker)\/[\w-]+@v\d+$/.test(action))).toEqual([]);
  });
});
