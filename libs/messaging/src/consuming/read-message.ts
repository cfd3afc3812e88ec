import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { traceparentHeader } from '@bkcrm/tracing';
import type { ConsumeMessage } from 'amqplib';
import type { Delivery } from '../messages.js';
import { failureHeaders } from './failure-headers.js';

export type BodyClass = new () => object;

/** The body is no JSON, or not what the handler's class asks for. */
export class InvalidBody extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`invalid body: ${problems.join(', ')}`);
    this.name = 'InvalidBody';
  }
}

/** This version does not know the type: another one may. */
export class UnknownType extends Error {
  constructor(type: string) {
    super(`unknown type ${type}`);
    this.name = 'UnknownType';
  }
}

/** A broker message as handlers see it. `body` is undefined, and `invalid` set, when it cannot be read. */
export interface ReadMessage {
  delivery: Delivery;
  invalid?: InvalidBody | UnknownType;
}

export interface ReadOptions {
  /** Validates the body. */
  body?: BodyClass;
  /** What is of another type is not read. */
  types?: readonly string[];
}

export function readMessage(
  { content, fields, properties }: ConsumeMessage,
  { body: bodyClass, types }: ReadOptions = {},
): ReadMessage {
  const headers = (properties.headers ?? {}) as Record<string, string | number | boolean>;
  const type = String(properties.type ?? '');
  const isKnown = types === undefined || types.includes(type);
  const body = isKnown ? readBody(content, bodyClass) : new UnknownType(type);
  const isInvalid = body instanceof InvalidBody || body instanceof UnknownType;
  const traceparent = headers[traceparentHeader];
  const delivery: Delivery = {
    body: isInvalid ? undefined : body,
    raw: content,
    messageId: String(properties.messageId ?? ''),
    type,
    exchange: String(headers[failureHeaders.originalExchange] ?? fields.exchange),
    routingKey: String(headers[failureHeaders.originalRoutingKey] ?? fields.routingKey),
    headers,
    redelivered: fields.redelivered,
    attempt: Number(headers[failureHeaders.attempt] ?? 0),
    ...(typeof traceparent === 'string' ? { traceparent } : {}),
  };
  return isInvalid ? { delivery, invalid: body } : { delivery };
}

/** Fields that the class does not know are left alone, so that a newer sender can add some. */
function readBody(content: Buffer, bodyClass: BodyClass | undefined): unknown {
  try {
    const value: unknown = JSON.parse(content.toString());
    if (bodyClass === undefined) return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return new InvalidBody(['no object']);
    const body = plainToInstance(bodyClass, value);
    const errors = validateSync(body, { forbidUnknownValues: true });
    return errors.length === 0 ? body : new InvalidBody(errors.map(({ property }) => property));
  } catch {
    // Not JSON, or nested deeper than the stack.
    return new InvalidBody(['no JSON']);
  }
}
