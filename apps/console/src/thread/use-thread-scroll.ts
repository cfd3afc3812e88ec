import type { MessageResource } from '@bkcrm/contracts';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** This near to the end counts as being there. */
const nearPx = 80;

export interface ThreadScroll {
  onScroll: () => void;
  isAtBottom: boolean;
  /** Whether the first page is shown and scrolled; before that nothing older is loaded. */
  isSettled: boolean;
  /** Messages of the contact that came while the reader was further up. */
  newCount: number;
  toBottom: () => void;
  jumpTo: (messageId: string) => void;
}

/** Follows the newest message while the reader is at the end; keeps his place when something comes above or below. */
export function useThreadScroll(
  box: RefObject<HTMLDivElement | null>,
  messages: MessageResource[] | undefined,
  pendingCount: number,
): ThreadScroll {
  const height = useRef(0);
  const oldestId = useRef<string | undefined>(undefined);
  const sticks = useRef(true);
  const newestId = useRef<string | undefined>(undefined);
  const seenPending = useRef(0);
  const [isAtBottom, setAtBottom] = useState(true);
  const [isSettled, setSettled] = useState(false);
  const [newCount, setNewCount] = useState(0);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || messages === undefined) return;
    const hasOlder = oldestId.current !== undefined && messages[0]?.id !== oldestId.current;
    const isSending = pendingCount > seenPending.current;
    if (isSending) sticks.current = true;
    if (sticks.current) element.scrollTo({ top: element.scrollHeight });
    else if (hasOlder) element.scrollBy({ top: element.scrollHeight - height.current });
    if (sticks.current) setNewCount(0);
    else {
      const arrived = arrivedAfter(messages, newestId.current);
      setNewCount((count) => count + arrived);
    }
    newestId.current = messages.at(-1)?.id;
    seenPending.current = pendingCount;
    oldestId.current = messages[0]?.id;
    height.current = element.scrollHeight;
    setSettled(true);
  }, [box, messages, pendingCount]);

  // Pictures that load and a composer that grows change the height without any message.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (sticks.current) element.scrollTo({ top: element.scrollHeight });
      height.current = element.scrollHeight;
    });
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, [box]);

  const onScroll = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    sticks.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
    height.current = element.scrollHeight;
    setAtBottom(sticks.current);
    if (sticks.current) setNewCount(0);
  }, [box]);

  const toBottom = useCallback(() => {
    sticks.current = true;
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior: 'smooth' });
  }, [box]);

  const jumpTo = useCallback(
    (messageId: string) => {
      const target = box.current?.querySelector(`[data-testid="message-${CSS.escape(messageId)}"]`);
      if (!(target instanceof HTMLElement)) return;
      sticks.current = false;
      // On a long way something would come in between, and take the end for where the reader is.
      const isFar = Math.abs(target.getBoundingClientRect().top) > 2 * window.innerHeight;
      target.scrollIntoView({ block: 'center', behavior: isFar ? 'instant' : 'smooth' });
      target.classList.remove('is-flashing');
      requestAnimationFrame(() => target.classList.add('is-flashing'));
    },
    [box],
  );

  return { onScroll, isAtBottom, isSettled, newCount, toBottom, jumpTo };
}

/** How many messages of the contact stand behind the one that was the newest. */
function arrivedAfter(messages: MessageResource[], newestId: string | undefined): number {
  const index = messages.findIndex(({ id }) => id === newestId);
  return index < 0 ? 0 : messages.slice(index + 1).filter(({ direction }) => direction === 'in').length;
}
