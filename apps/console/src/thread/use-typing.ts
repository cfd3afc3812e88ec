import { useEffect, useMemo } from 'react';
import { useClient } from '../session/client.js';
import { TypingReport } from './typing-report.js';

/** Tells that this agent is typing, and that he stopped. */
export function useTyping(ticketId: string): TypingReport {
  const client = useClient();
  const report = useMemo(() => new TypingReport((isTyping) => client.typing(ticketId, isTyping)), [client, ticketId]);
  useEffect(() => () => report.stop(), [report]);
  return report;
}
