import type { ConsumeMessage } from 'amqplib';
import type { OpenChannel } from '../connection/open-channel.js';
import type { ReadMessage } from './read-message.js';

/** A message that came, with the channel it came on. */
export interface Arrived extends ReadMessage {
  open: OpenChannel;
  message: ConsumeMessage;
}
