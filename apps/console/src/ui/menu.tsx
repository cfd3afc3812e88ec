import { useRef } from 'react';
import type { ReactNode } from 'react';
import { Icon } from './icons.js';
import './menu.css';

interface MenuItem {
  key: string;
  label: ReactNode;
  isDangerous?: boolean;
  run: () => void;
}

/** What can be done with one thing of a list. It closes when something was chosen, or the focus leaves it. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = (): void => menu.current?.removeAttribute('open');
  return (
    <details
      className="menu"
      ref={menu}
      onBlur={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node) || menu.current?.contains(relatedTarget) !== true) close();
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') close();
      }}
    >
      <summary className="icon-button" aria-label={label}>
        <Icon name="more" />
      </summary>
      <div className="menu-items">
        {items.map(({ key, label: words, isDangerous = false, run }) => (
          <button
            key={key}
            type="button"
            data-tone={isDangerous ? 'danger' : undefined}
            onClick={() => {
              close();
              run();
            }}
          >
            {words}
          </button>
        ))}
      </div>
    </details>
  );
}
