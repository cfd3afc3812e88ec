import { useEffect, useRef } from 'react';
import { useText } from '../../i18n/text.js';
import { Icon } from '../../ui/icons.js';
import './search-field.css';

interface SearchFieldProps {
  value: string;
  onChange: (value: string) => void;
}

/** `/` comes here from everywhere, Escape clears, and then leaves. */
export function SearchField({ value, onChange }: SearchFieldProps) {
  const text = useText();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);
  return (
    <div className="search">
      <Icon name="search" size={18} />
      <input
        ref={input}
        type="search"
        value={value}
        maxLength={200}
        aria-label={text.search.label}
        aria-keyshortcuts="/"
        placeholder={text.search.label}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (value === '') input.current?.blur();
          else onChange('');
        }}
      />
      {value === '' ? (
        <kbd aria-hidden="true">/</kbd>
      ) : (
        <button
          type="button"
          aria-label={text.search.clear}
          onClick={() => {
            onChange('');
            input.current?.focus();
          }}
        >
          <Icon name="close" size={16} />
        </button>
      )}
    </div>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
