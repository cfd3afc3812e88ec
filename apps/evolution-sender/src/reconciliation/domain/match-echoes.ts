import { isSameRecipient } from './same-recipient.js';

export interface OpenCommand {
  id: string;
  /** A `sending` one still expects its own answer. */
  state: 'sending' | 'unknown';
  recipient: string;
  text: string;
  attemptStartedAt: Date;
}

export interface Echo {
  whatsappId: string;
  remoteJid: string;
  text: string | null;
  at: Date;
}

/**
 * Which echo belongs to which unknown command: the same text to the same recipient, after the attempt began; equal ones
 * oldest first, each echo once. An echo that could also be of a command still being sent is left until that one is answered.
 * Both lists are oldest first.
 */
export function matchEchoes(commands: OpenCommand[], echoes: Echo[]): { command: OpenCommand; echo: Echo }[] {
  const free = [...echoes];
  const matches: { command: OpenCommand; echo: Echo }[] = [];
  const sending = commands.filter((command) => command.state === 'sending');
  for (const command of commands.filter((command) => command.state === 'unknown')) {
    const index = free.findIndex((echo) => isOf(echo, command) && !sending.some((other) => isOf(echo, other)));
    if (index < 0) continue;
    const [echo] = free.splice(index, 1);
    if (echo !== undefined) matches.push({ command, echo });
  }
  return matches;
}

const isOf = (echo: Echo, command: OpenCommand): boolean =>
  echo.text?.trim() === command.text.trim() &&
  isSameRecipient(echo.remoteJid, command.recipient) &&
  echo.at >= command.attemptStartedAt;
