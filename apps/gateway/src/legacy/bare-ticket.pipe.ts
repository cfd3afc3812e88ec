import { Injectable } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { LegacyTicketCommand } from './legacy-command.dto.js';

/** One part of the old front end sends the ticket's id bare, where the other sends an object. */
@Injectable()
export class BareTicketPipe implements PipeTransform {
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    return metatype === LegacyTicketCommand && typeof value === 'string' ? { ticketId: value } : value;
  }
}
