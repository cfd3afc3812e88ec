import { useEffect, useMemo } from 'react';
import { useClient } from '../session/client.js';

/** Repeated this often while the agent goes on typing. */
const repeatMs = 4_000;
/** Nothing typed for this long is no typing any more. */
const pauseMs = 6_000;

export interface Typing {
  keep: () => void;
  stop: () => void;
}

/** Tells that this agent is typing, and that he stopped. */
export function useTyping(ticketId: string): Typing {
  const client = useClient();
  const typing = useMemo(() => {
    let toldAt = 0;
    let pause: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      clearTimeout(pause);
      if (toldAt === 0) return;
      toldAt = 0;
      client.typing(ticketId, false);
    };
    const keep = (): void => {
      clearTimeout(pause);
      pause = setTimeout(stop, pauseMs);
      if (Date.now() - toldAt < repeatMs) return;
      toldAt = Date.now();
      client.typing(ticketId, true);
    };
    return { keep, stop };
  }, [client, ticketId]);
  useEffect(() => typing.stop, [typing]);
  return typing;
}
