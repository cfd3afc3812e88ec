import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsString, IsUUID, ValidateNested } from 'class-validator';

/** A customer's message, as WhatsApp calls it. */
export class ReadMessage {
  @IsString() whatsappId: string;
  /** With the phone: WhatsApp's receipt for a LID is silently skipped. */
  @IsString() remoteJid: string;
}

/** Order to the sender: tell WhatsApp that these messages were read. Best effort; harmless to repeat. */
export class MarkMessagesRead {
  static readonly type = 'message.mark-read.v1';

  @IsUUID() numberId: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => ReadMessage)
  messages: ReadMessage[];
}

/** Signal of a gateway to the senders: show the customer that somebody writes or records. Never stored, never tried again. */
export class ShowPresence {
  static readonly type = 'presence.show';

  @IsUUID() numberId: string;
  @IsString() recipient: string;
  @IsIn(['composing', 'recording', 'paused']) presence: 'composing' | 'recording' | 'paused';
}
