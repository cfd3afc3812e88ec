import { Catch, HttpException, Logger, NotFoundException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { ApiError } from './api-error.js';
import type { HttpResponse } from './http.js';

/** Puts every failure of the simulated API into the shape Evolution gives it. */
@Catch()
export class ApiErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ApiErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<HttpResponse>();
    const { status, body } = this.translate(error);
    response.status(status).json(body);
  }

  private translate(error: unknown): { status: number; body: unknown } {
    if (error instanceof ApiError) return error;
    if (error instanceof NotFoundException) return new ApiError(404, [error.message]);
    // What Express refuses before any route (malformed JSON, too large) has the error text of a crash.
    if (error instanceof HttpException) return crash(error.getStatus(), error.message);
    const { status, message } = error as { status?: unknown; message?: unknown };
    if (typeof status === 'number') return crash(status, String(message));
    this.logger.error('request failed', error);
    return crash(500, String(message));
  }
}

const crash = (status: number, message: string): { status: number; body: unknown } => ({
  status,
  body: { status, error: 'Internal Server Error', response: { message } },
});
