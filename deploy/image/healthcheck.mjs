/** Exit status 0 when the service of this container is alive. A container runs one of them, so one of its ports answers. */
const { env } = process;
const ports = [
  env.INGEST_ADMIN_PORT || 4010,
  env.TICKET_ADMIN_PORT || 4011,
  env.SENDER_ADMIN_PORT || 4012,
  env.GATEWAY_ADMIN_PORT || 4013,
];

async function isAlive(port) {
  const response = await fetch(`http://127.0.0.1:${port}/livez`, { signal: AbortSignal.timeout(4_000) });
  if (!response.ok) throw new Error(`/livez answers ${response.status}`);
}

process.exit(
  await Promise.any(ports.map(isAlive)).then(
    () => 0,
    () => 1,
  ),
);
