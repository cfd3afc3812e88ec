import { useSyncExternalStore } from 'react';

/** Shared by everything that shows a relative time: one timer, a new value each half minute. */
const listeners = new Set<() => void>();
let now = new Date();

setInterval(() => {
  now = new Date();
  for (const listener of listeners) listener();
}, 30_000);

export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
