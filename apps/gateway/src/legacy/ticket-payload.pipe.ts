import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { createValidation } from '../http/validation.js';
import { LegacyTicketCommand } from './legacy-command.dto.js';

export type TicketPayload = Pick<LegacyTicketCommand, 'ticketId'>;

/** One part of the old front end sends the ticket's id bare, where the other sends an object. */
@Injectable()
export class TicketPayloadPipe implements PipeTransform<unknown, Promise<TicketPayload>> {
  private readonly validation = createValidation();

  /** @throws Problem `request.invalid` */
  async transform(value: unknown): Promise<TicketPayload> {
    const payload = typeof value === 'string' ? { ticketId: value } : value;
    return (await this.validation.transform(payload, {
      type: 'body',
      metatype: LegacyTicketCommand,
    })) as LegacyTicketCommand;
  }
}
