import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useText } from '../i18n/text.js';
import { Icon } from './icons.js';
import { sentenceOf } from './sentence-of.js';
import './toasts.css';

interface Toast {
  id: number;
  tone: 'error' | 'done';
  message: string;
  action?: { label: string; run: () => void };
}

interface Toasts {
  /** Shows what went wrong, in the language of the page where we have words for it. */
  showError: (error: unknown) => void;
  showDone: (message: string, action?: Toast['action']) => void;
}

const ToastContext = createContext<Toasts>({ showError: () => undefined, showDone: () => undefined });
const shownMs = 8_000;

export function ToastProvider({ children }: { children: ReactNode }) {
  const text = useText();
  const [toasts, setToasts] = useState<Toast[]>([]);
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (toast: Omit<Toast, 'id'>) => {
      const id = Math.random();
      setToasts((all) => [...all.slice(-2), { ...toast, id }]);
      setTimeout(() => dismiss(id), shownMs);
    },
    [dismiss],
  );
  const value = useMemo<Toasts>(
    () => ({
      showError: (error) => show({ tone: 'error', message: sentenceOf(error, text.errors) }),
      showDone: (message, action) => show({ tone: 'done', message, ...(action && { action }) }),
    }),
    [show, text],
  );
  return (
    <ToastContext value={value}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className="toast" data-tone={toast.tone}>
            <Icon name={toast.tone === 'error' ? 'warning' : 'check'} size={18} />
            <span>{toast.message}</span>
            {toast.action && (
              <button
                type="button"
                className="toast-action"
                onClick={() => {
                  toast.action?.run();
                  dismiss(toast.id);
                }}
              >
                {toast.action.label}
              </button>
            )}
            <button
              type="button"
              className="icon-button"
              aria-label={text.form.dismiss}
              onClick={() => dismiss(toast.id)}
            >
              <Icon name="close" size={16} />
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}

export function useToasts(): Toasts {
  return useContext(ToastContext);
}
