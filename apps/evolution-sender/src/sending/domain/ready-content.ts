import type { OutboundContent, SendMessage } from '@bkcrm/contracts';
import { isAct } from '@bkcrm/contracts';

interface Claimed extends Pick<SendMessage, 'content'> {
  target: { whatsappId: string | null; remoteJid: string | null } | null;
}

/**
 * What can be sent now. An act names the message as WhatsApp does: what was sent from here is known better here than to whoever
 * ordered the act. Undefined when the message has no such name: it was never sent.
 */
export function readyContent({ content, target: known }: Claimed): OutboundContent | undefined {
  if (!isAct(content)) return content;
  const whatsappId = known?.whatsappId ?? content.target.whatsappId;
  if (whatsappId === undefined) return undefined;
  const remoteJid = known?.remoteJid ?? content.target.remoteJid;
  return Object.assign({}, content, { target: Object.assign({}, content.target, { whatsappId, remoteJid }) });
}
