/** Why a command could not do what it was asked to: shown as one line, without a stack. */
export class CommandFailed extends Error {
  constructor(
    message: string,
    /** Stable, for programs. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
