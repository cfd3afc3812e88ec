/** Milliseconds; short beside a batch of messages. */
const turn = 20;

/**
 * Lets a process run for a share of the time only, as on a slower processor of its own: what it shares with others is left to them for the
 * rest, as if there were more processors. Nothing of it moves meanwhile, so what it holds locked is held longer: it makes nothing look
 * better than it is.
 * @returns ends it; the process runs on
 */
export function ration(signal: (signal: NodeJS.Signals) => void, share: number): () => void {
  let resting: NodeJS.Timeout | undefined;
  const run = (): void => {
    signal('SIGCONT');
    resting = setTimeout(() => signal('SIGSTOP'), turn * share);
  };
  const turns = setInterval(run, turn);
  run();
  return () => {
    clearInterval(turns);
    clearTimeout(resting);
    signal('SIGCONT');
  };
}
