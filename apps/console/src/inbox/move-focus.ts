import type { KeyboardEvent } from 'react';

const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, Home: -Infinity, End: Infinity };

/** Arrow keys (and J/K) move through the buttons of a list. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('li > button')];
  const current = buttons.findIndex((button) => button === document.activeElement);
  const next = Math.min(buttons.length - 1, Math.max(0, current + step));
  buttons[next]?.focus();
  event.preventDefault();
}
