import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually, freePort } from '@bkcrm/testing';

export interface Upstreams {
  gateway: string;
  ingest: string;
}

/** A proxy as `deploy/` sets it up, on ports of its own. */
export interface Proxy {
  /** Plain HTTP. */
  readonly plain: string;
  readonly secure: string;
  stop(): Promise<void>;
}

export interface ProxyKind {
  name: string;
  /** Empty when it is not on this machine. */
  program: string;
  start: (program: string, upstreams: Upstreams) => Promise<Proxy>;
}

export const kinds: ProxyKind[] = [
  { name: 'nginx', program: process.env['BKCRM_TEST_NGINX'] ?? '', start: startNginx },
  { name: 'Caddy', program: process.env['BKCRM_TEST_CADDY'] ?? '', start: startCaddy },
];
for (const { name, program } of kinds) {
  if (!program) process.stderr.write(`the tests behind ${name} are skipped: it is not on this machine\n`);
}

/** `deploy/nginx/bkcrm.conf` as it is, but for its ports, its upstreams and its certificate. */
async function startNginx(program: string, { gateway, ingest }: Upstreams): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'bkcrm-nginx-'));
  const ports = { plain: await freePort(), secure: await freePort() };
  let site = await readFile('deploy/nginx/bkcrm.conf', 'utf8');
  for (const [from, to] of [
    ['listen 80;', `listen 127.0.0.1:${ports.plain};`],
    ['listen [::]:80;', ''],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${ports.secure} ssl http2;`],
    ['listen [::]:443 ssl http2;', ''],
    ['127.0.0.1:3001', new URL(gateway).host],
    ['127.0.0.1:4000', new URL(ingest).host],
    ['/etc/letsencrypt/live/desk.example.com/fullchain.pem', resolve('test/fixtures/tls/self-signed.crt')],
    ['/etc/letsencrypt/live/desk.example.com/privkey.pem', resolve('test/fixtures/tls/self-signed.key')],
  ] as const) {
    if (site.split(from).length !== 2) throw new Error(`the site does not say "${from}" once`);
    site = site.replace(from, to);
  }
  await writeFile(join(folder, 'site.conf'), site);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    join(folder, 'nginx.conf'),
    [
      process.getuid?.() === 0 ? 'user root;' : '',
      'daemon off; worker_processes 1; error_log stderr warn;',
      `pid ${folder}/pid;`,
      'events { worker_connections 256; }',
      'http { access_log off;',
      ...temporary.map((kind) => `${kind}_temp_path ${folder}/${kind};`),
      `include ${folder}/site.conf; }`,
    ].join('\n'),
  );
  return run(program, ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], {}, folder, ports);
}

/** `deploy/caddy/Caddyfile` as it is; certificates are of an authority of its own. */
async function startCaddy(program: string, { gateway, ingest }: Upstreams): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'bkcrm-caddy-'));
  const ports = { plain: await freePort(), secure: await freePort() };
  const site = await readFile('deploy/caddy/Caddyfile', 'utf8');
  const ours = `admin off\nskip_install_trust\nhttp_port ${ports.plain}\nhttps_port ${ports.secure}\nlocal_certs\nemail`;
  if (site.split('\temail').length !== 2) throw new Error('the Caddyfile does not say "email" once');
  await writeFile(join(folder, 'Caddyfile'), site.replace('\temail', ours));
  const env = {
    HOME: folder,
    XDG_DATA_HOME: folder,
    DOMAIN: 'localhost',
    ACME_EMAIL: 'admin@example.com',
    GATEWAY_UPSTREAM: new URL(gateway).host,
    INGEST_UPSTREAM: new URL(ingest).host,
  };
  const args = ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'];
  return run(program, args, env, folder, ports);
}

async function run(
  program: string,
  args: string[],
  env: Record<string, string>,
  folder: string,
  ports: { plain: number; secure: number },
): Promise<Proxy> {
  const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  process.once('exit', () => child.kill('SIGKILL'));
  const proxy: Proxy = {
    plain: `http://localhost:${ports.plain}`,
    secure: `https://localhost:${ports.secure}`,
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await eventually(() => call(proxy.secure, '/'), { timeout: 20_000 });
  } catch (error) {
    await proxy.stop();
    throw new Error(`${program} did not come up:\n${log.slice(-3_000)}`, { cause: error });
  }
  return proxy;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

/** One call that follows no redirect and trusts any certificate: what Evolution would see. */
export async function call(
  base: string,
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: Buffer } = {},
): Promise<Answer> {
  const url = new URL(path, base);
  const length = body === undefined ? {} : { 'content-length': String(body.length) };
  const options = { method, headers: { ...headers, ...length }, rejectUnauthorized: false, family: 4, agent: false };
  const outgoing = url.protocol === 'https:' ? secureRequest(url, options) : request(url, options);
  // A body that is refused on its way breaks off after the answer.
  outgoing.on('error', () => {});
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() };
}
