import { toProblem } from '../../http/to-problem.js';

export interface CommandError {
  code: string;
  message: string;
  details?: unknown;
  retryAfterMs?: number;
}

/** What whoever asks for it gets for a command. */
export type Acknowledgement = { ok: true; data: unknown } | { ok: false; error: CommandError };

/** The same error that HTTP would give. */
export function commandError(error: unknown): CommandError {
  const { code, message, extra } = toProblem(error);
  const { details, retryAfterMs } = extra;
  return {
    code,
    message,
    ...(details === undefined ? {} : { details }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
