import { useEffect } from 'react';
import { useClient } from '../session/client.js';
import { ActivityWatch } from './activity-watch.js';

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'] as const;

/** Colleagues see the agent as away while no window of theirs is in use. */
export function useActivity(): void {
  const client = useClient();
  useEffect(() => {
    const watch = new ActivityWatch((isActive) => client.setActive(isActive));
    const touch = (): void => watch.touch();
    for (const sign of signs) window.addEventListener(sign, touch, { passive: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, touch);
      watch.stop();
    };
  }, [client]);
}
