import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

const running = new Set();
// Ending ourselves in the middle must not leave it working on.
process.once('exit', () => running.forEach((child) => child.kill()));

/**
 * Runs a command to its end and collects what it prints. Never throws for a failing command.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { deadline?: number }} [options] `deadline` in milliseconds
 * @returns {Promise<{ status: number | null, output: string, stdout: string }>} status is null when it could not be started or was killed
 */
export function runCommand(command, args, { deadline = 120_000, ...options } = {}) {
  return new Promise((settle) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    running.add(child);
    let output = '';
    let stdout = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), deadline);
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => finish(null, error.message));
    child.on('close', (status) => finish(status, ''));
    function finish(status, extra) {
      clearTimeout(timer);
      running.delete(child);
      settle({ status, output: output + extra, stdout });
    }
  });
}

/** The last lines of a text without its colours, for an error message. */
export function lastLines(text, count = 5) {
  return stripVTControlCharacters(text).trimEnd().split('\n').slice(-count).join('\n');
}
