#!/usr/bin/env node
import { InvalidConfiguration } from '@bkcrm/config';
import { CommandFailed } from './command-failed.js';
import { bkcrmProgram } from './program.js';

const program = bkcrmProgram((line) => void process.stdout.write(`${line}\n`));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommandFailed || error instanceof InvalidConfiguration)) throw error;
  const code = error instanceof CommandFailed ? error.code : 'cli.configuration';
  const { json } = program.opts<{ json?: boolean }>();
  process.stderr.write(`${json ? JSON.stringify({ error: { code, message: error.message } }) : error.message}\n`);
  process.exitCode = 1;
}
