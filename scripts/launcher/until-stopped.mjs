import { explain, say, warn } from './output.mjs';

/**
 * The life of a command that keeps processes running: it starts, and stays until a signal stops it (a second one at once)
 * or its start fails. Ends this process.
 * @param {{
 *   start: (isStopping: () => boolean) => Promise<void>, stop: () => Promise<void>, killAll: () => void,
 * }} command `start` returns early when it is being stopped
 */
export async function runUntilStopped({ start, stop, killAll }) {
  let stopping = false;

  async function stopBy(signal) {
    if (stopping) {
      warn('stopping at once');
      killAll();
      process.exit(1);
    }
    stopping = true;
    say(`\nstopping (${signal})`);
    await stop();
    say('stopped');
    process.exit(0);
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopBy(signal));
  // A closed terminal must not end us before everything has been stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

  try {
    await start(() => stopping);
  } catch (error) {
    if (stopping) return;
    explain(error);
    await stop();
    process.exit(1);
  }
}

/** Stops a system in order, and whatever does not let itself be stopped at once. */
export async function stopSystem(system) {
  await system?.stop().catch((error) => {
    explain(error);
    system.killAll();
  });
}
