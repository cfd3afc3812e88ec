import type { LoggerService } from '@nestjs/common';

/**
 * Runs the steps once, in order, on SIGTERM or SIGINT, then exits 0. Each step's failure is logged and the next one runs:
 * what was not finished is delivered again. A second signal or `deadlineMs` exits 1.
 */
export function onShutdown(
  steps: { name: string; run: () => Promise<unknown> | void }[],
  logger: LoggerService,
  deadlineMs = 50_000,
): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.log('stopping', { signal });
    setTimeout(() => {
      logger.error('stopping took too long');
      process.exit(1);
    }, deadlineMs).unref();
    for (const step of steps) {
      try {
        await step.run();
      } catch (error) {
        logger.error(`stopping: ${step.name} failed`, error);
      }
    }
    logger.log('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));
}
