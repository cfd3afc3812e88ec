const names: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
};

/** An error as Evolution answers it: `{status, error, response: {message}}`, or a body of its own. */
export class ApiError extends Error {
  readonly body: unknown;

  constructor(
    readonly status: number,
    message: unknown,
    body?: { bare: unknown },
  ) {
    super(JSON.stringify(message));
    this.body = body === undefined ? { status, error: names[status], response: { message } } : body.bare;
  }
}

export const badRequest = (...messages: unknown[]): ApiError => new ApiError(400, messages);
