import { noticeKinds } from '@bkcrm/contracts';
import type { NoticeKind, NoticeResource, NoticesSeen } from '@bkcrm/contracts';
import { ApiProperty } from '@nestjs/swagger';

export class NoticeDto implements NoticeResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: noticeKinds }) kind: NoticeKind;
  /** What it is about, e.g. a number's id. */
  subject: string;
  /** One English sentence. */
  text: string;
  /** What a sentence in another language needs, by kind. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }], nullable: true },
  })
  data: Record<string, string | number | null>;
  @ApiProperty({ format: 'date-time' }) begunAt: string;
  /** Null while it lasts. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) overAt: string | null;
}

export class NoticesSeenDto implements NoticesSeen {
  /** Until when whoever asks has seen them; null: never. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) seenAt: string | null;
}

export class NoticeList extends NoticesSeenDto {
  @ApiProperty({ type: [NoticeDto] }) items: NoticeDto[];
}
