import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Part {
  /** `##` or `###`. */
  level: string;
  heading: string;
  /** Everything written as code, e.g. names and commands: the same in every language. */
  code: string[];
  /** Paragraphs that begin with bold words: a case, each. */
  cases: number;
}

const read = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

function partsOf(document: string): Part[] {
  const parts = document.split(/^(?=##)/m).slice(1);
  return parts.map((part) => {
    const [, level = '', heading = ''] = /^(#+) (.*)$/m.exec(part) ?? [];
    const code = [...part.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text).sort();
    return { level, heading, code, cases: part.match(/^\*\*/gm)?.length ?? 0 };
  });
}

/** Where links may lead, as GitHub makes them of headings in any language. */
const anchorsOf = (parts: Part[]): string[] =>
  parts.map(({ heading }) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );

/** An alert keeps its English name before the colon, which is what wakes people. */
const alerts = (parts: Part[]): string[] =>
  parts.filter(({ level }) => level === '###').map(({ heading }) => heading.split(':')[0] ?? '');

const facts = (parts: Part[]): Omit<Part, 'heading'>[] =>
  parts.map(({ level, code, cases }) => ({ level, code, cases }));

describe('the runbook in Portuguese', () => {
  const [english, portuguese] = [partsOf(read('runbook.md')), partsOf(read('runbook.pt-BR.md'))];

  it('has a place for the same alerts, in the same order', () => {
    expect(alerts(portuguese)).toEqual(alerts(english));
    expect(alerts(english).length).toBeGreaterThan(20);
  });

  it('has the same parts, each with the same cases, names and commands', () => {
    expect(facts(portuguese)).toEqual(facts(english));
  });

  it('leads where its links say', () => {
    const links = [...read('runbook.pt-BR.md').matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    for (const link of links) expect(anchorsOf(portuguese)).toContain(link);
  });
});
