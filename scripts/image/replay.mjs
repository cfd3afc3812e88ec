import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { LauncherError } from '../launcher/output.mjs';
import { projectRoot } from '../launcher/paths.mjs';
import { lastLines, runCommand } from '../launcher/run-command.mjs';
import { assignments, parseCopy, parseDockerfile } from './dockerfile.mjs';
import { readDockerIgnore } from './docker-ignore.mjs';

/** What the image has for its own sake, and a bare folder has no use for. */
const without = new Set(['ARG', 'CMD', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'USER', 'VOLUME']);

/**
 * Carries out a Dockerfile's `WORKDIR`, `COPY`, `ENV` and `RUN` below a folder, one folder a stage. It stands for neither
 * the base image nor its users: commands run with this machine's Node and shell.
 * @param {{ dockerfile?: string, folder: string, report: (line: string) => void }} options
 * @returns {Promise<{ root: string, environment: Record<string, string> }>} the last stage's folder and environment
 * @throws LauncherError with the end of what the failed command printed
 */
export async function replayImage({ dockerfile = join(projectRoot, 'Dockerfile'), folder, report }) {
  const ignored = readDockerIgnore(readFileSync(join(projectRoot, '.dockerignore'), 'utf8'));
  const stages = parseDockerfile(readFileSync(dockerfile, 'utf8'));
  let last;
  for (const stage of stages) {
    last = { root: join(folder, stage.name), environment: {}, workdir: '/' };
    for (const step of stage.steps) {
      if (without.has(step.instruction)) continue;
      report(`${stage.name}: ${step.instruction} ${step.value}`);
      await carryOut(step, last, { folder, ignored });
    }
  }
  return last;
}

async function carryOut({ instruction, value, line }, stage, context) {
  const inside = (path) => join(stage.root, resolve(stage.workdir, path));
  if (instruction === 'WORKDIR') {
    stage.workdir = resolve(stage.workdir, value);
    mkdirSync(inside('.'), { recursive: true });
  } else if (instruction === 'ENV') {
    Object.assign(stage.environment, assignments(value));
  } else if (instruction === 'COPY') {
    copy(parseCopy(value), inside, context);
  } else if (instruction === 'RUN') {
    const { PATH = '', HOME = '' } = process.env;
    const { status, output } = await runCommand('sh', ['-ec', value], {
      cwd: inside('.'),
      env: { PATH, HOME, ...stage.environment },
      deadline: 900_000,
    });
    if (status !== 0) throw new LauncherError(`line ${line} of the Dockerfile failed:\n${lastLines(output, 25)}`);
  } else {
    throw new LauncherError(`line ${line} of the Dockerfile: ${instruction} is not understood here`);
  }
}

function copy({ flags, sources, target }, inside, { folder, ignored }) {
  for (const source of sources) {
    const from = flags.from ? join(folder, flags.from, source) : join(projectRoot, source);
    if (!existsSync(from)) throw new LauncherError(`COPY ${source}: there is no ${from}`);
    const into = statSync(from).isDirectory() || !target.endsWith('/') ? inside(target) : join(inside(target), source);
    const filter = flags.from ? undefined : (path) => path === from || !ignored(relative(projectRoot, path));
    // Links are kept as they are: absolute ones would lead out of the folder.
    cpSync(from, into, { recursive: true, verbatimSymlinks: true, filter });
  }
}
