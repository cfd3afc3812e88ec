import type { LoggerService } from '@nestjs/common';
import { mask, maskText } from './masking.js';
import { pino } from 'pino';
import type { Logger as Pino } from 'pino';

/**
 * JSON lines on stdout, behind Nest's own logger interface: `log('ticket opened', { ticketId })`.
 * Objects become fields, a trailing string is the context; secrets and phones are masked.
 */
export class JsonLogger implements LoggerService {
  private readonly pino: Pino;

  constructor(service: string, level = 'info') {
    this.pino = pino({
      base: { service },
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    });
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const fields: Record<string, unknown> = {};
    const context = typeof rest.at(-1) === 'string' ? rest.pop() : undefined;
    if (context !== undefined) fields['context'] = context;
    for (const part of rest) {
      if (part instanceof Error) fields['err'] = part;
      else if (typeof part === 'object' && part !== null) Object.assign(fields, part);
      else if (typeof part === 'string') fields['stack'] = part;
    }
    if (message instanceof Error) {
      const err = mask(message) as { message: string };
      this.pino[level]({ ...(mask(fields) as object), err }, err.message);
    } else if (typeof message === 'object' && message !== null)
      this.pino[level](mask({ ...fields, ...message }) as object);
    else this.pino[level](mask(fields) as object, maskText(String(message)));
  }
}
