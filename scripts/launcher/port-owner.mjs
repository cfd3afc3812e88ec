import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { runCommand } from './run-command.mjs';

/**
 * Who listens on a port, in words (`pid 123 (node server.js)`); undefined when that cannot be told.
 * @param {number} port
 */
export async function portOwner(port) {
  return process.platform === 'linux' ? ownerFromProc(port) : ownerFromLsof(port);
}

/**
 * The inodes of sockets that listen on the port, from the text of /proc/net/tcp or tcp6.
 * Columns: slot, local address:port in hexadecimal, remote, state (0A listens), …, inode in the tenth.
 */
export function listeningInodes(table, port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === '0A')
    .map((fields) => fields[9]);
}

function ownerFromProc(port) {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(readOr(file, ''), port));
  if (inodes.length === 0) return undefined;
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (linksOf(`/proc/${pid}/fd`).some((link) => sockets.has(link))) return describe(pid);
  }
  return 'a process of another account';
}

function linksOf(folder) {
  try {
    return readdirSync(folder).map((name) => {
      try {
        return readlinkSync(`${folder}/${name}`);
      } catch {
        return '';
      }
    });
  } catch {
    // Another account's process.
    return [];
  }
}

function describe(pid) {
  const command = readOr(`/proc/${pid}/cmdline`, '').replaceAll('\0', ' ').trim();
  return command ? `pid ${pid} (${command.slice(0, 80)})` : `pid ${pid}`;
}

async function ownerFromLsof(port) {
  const { stdout } = await runCommand('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { deadline: 5_000 });
  const field = (letter) => new RegExp(`^${letter}(.+)$`, 'm').exec(stdout)?.[1];
  return field('p') ? `pid ${field('p')} (${field('c')})` : undefined;
}

function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
