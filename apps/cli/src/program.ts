import { Command } from 'commander';
import { readConfig } from './app.config.js';
import { addAgentCommands } from './commands/administrators.js';
import { addBackupCommands } from './commands/backups.js';
import { addContactCommands } from './commands/contacts.js';
import { addDepartmentCommands } from './commands/departments.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addIngestCommands } from './commands/ingest.js';
import { addLetterCommands } from './commands/letters.js';
import { addNumberCommands } from './commands/numbers.js';
import { addSystemCommands } from './commands/system.js';
import { Context } from './context.js';
import type { GlobalOptions } from './context.js';

/** The whole command line. @param write takes what a command answers, for standard output */
export function bkcrmProgram(write: (line: string) => void): Command {
  const program = new Command('bkcrm')
    .description(
      'Operates BKCRM from a terminal or a script. Who logs in: BKCRM_TOKEN, or BKCRM_ADMIN_EMAIL and BKCRM_ADMIN_PASSWORD.',
    )
    .option('--url <url>', 'the gateway (or BKCRM_URL)')
    .option('--email <address>', 'who logs in (or BKCRM_ADMIN_EMAIL)')
    .option('--code <digits>', 'of the authenticator app, for those who have one')
    .option('--json', 'answers one JSON object')
    .showHelpAfterError();
  const context = (): Context => new Context(readConfig(), program.opts<GlobalOptions>(), write);
  for (const add of [
    addAgentCommands,
    addDepartmentCommands,
    addNumberCommands,
    addIngestCommands,
    addLetterCommands,
    addContactCommands,
    addBackupCommands,
    addSystemCommands,
    addDoctorCommand,
  ]) {
    add(program, context);
  }
  return program;
}
