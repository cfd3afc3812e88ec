/** The other side understood a request and said no. `status` is the HTTP status that fits. */
export class RequestRefused extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly details?: unknown,
  ) {
    super(message);
    this.name = 'RequestRefused';
  }
}

/** No answer before the deadline: whether the request was carried out is not known. */
export class RequestTimedOut extends Error {
  readonly code = 'request.timed-out';
  readonly status = 504;
  constructor(readonly type: string) {
    super(`no answer to ${type} in time`);
    this.name = 'RequestTimedOut';
  }
}

/** The broker cannot be reached, or nobody listens for this request: it was certainly not carried out. */
export class RequestUndeliverable extends Error {
  readonly code = 'request.undeliverable';
  readonly status = 503;
  constructor(readonly type: string) {
    super(`${type} could not be delivered`);
    this.name = 'RequestUndeliverable';
  }
}
