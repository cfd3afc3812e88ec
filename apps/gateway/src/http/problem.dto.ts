import { ApiPropertyOptional } from '@nestjs/swagger';

/** What every error is answered with (RFC 9457). */
export class ProblemDto {
  type: string;
  /** For people. */
  title: string;
  status: number;
  /** Stable, for programs. */
  code: string;
  /** What else there is to know, by code: the fields of an invalid request, the version that a ticket has now. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  details?: unknown;
}
