import { readFileSync } from 'node:fs';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { describe, expect, it } from 'vitest';
import { mutate } from '../../libs/testing/instrumentation/mutation.mjs';
import { mutations } from './list.mjs';

const options = { target: ScriptTarget.ES2023, module: ModuleKind.ESNext, experimentalDecorators: true };

/** What the compiler makes of a file, which is what a test that starts services as built is run on. */
const compiled = (source: string, fileName: string): string =>
  transpileModule(source, { compilerOptions: options, fileName }).outputText;

describe.each(mutations)('$mechanism', ({ edits, spec, test, built = false }) => {
  it('can be switched off', () => {
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const ofFile = edits.filter((edit) => edit.file === file);
      const source = readFileSync(file, 'utf8');
      expect(mutate(source, ofFile)).not.toBe(source);
      if (built) mutate(compiled(source, file), ofFile);
    }
  });

  it('has a test', () => {
    expect(readFileSync(spec, 'utf8')).toContain(test);
  });
});

it('each mechanism is named once', () => {
  expect(new Set(mutations.map(({ mechanism }) => mechanism)).size).toBe(mutations.length);
});
