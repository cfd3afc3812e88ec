import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Calls `onSeen` whenever the element comes near the visible part of its `data-scroll-area` while `isActive`. */
export function useInView<T extends Element>(isActive: boolean, onSeen: () => void): RefObject<T | null> {
  const element = useRef<T>(null);
  const action = useRef(onSeen);
  useEffect(() => {
    action.current = onSeen;
  });
  useEffect(() => {
    const target = element.current;
    if (!isActive || target === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) action.current();
      },
      { root: target.closest('[data-scroll-area]'), rootMargin: '400px' },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [isActive]);
  return element;
}
