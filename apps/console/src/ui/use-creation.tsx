import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { Icon } from './icons.js';
import { useToasts } from './toasts.js';

interface CreationProps {
  label: string;
  /** Creates what the form says; rejects with ApiError. */
  onCreate: (form: FormData) => Promise<unknown>;
  children: ReactNode;
}

/** A button that opens a form to add one thing. What the server refuses stays in the form, to be corrected. */
export function useCreation({ label, onCreate, children }: CreationProps): { button: ReactNode; form: ReactNode } {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await onCreate(new FormData(event.currentTarget));
      await client.refreshDirectory();
      setOpen(false);
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };

  return {
    button: isOpen ? null : (
      <button type="button" className="button" data-kind="primary" onClick={() => setOpen(true)}>
        <Icon name="plus" size={18} />
        {label}
      </button>
    ),
    form: isOpen ? (
      <form className="form-card" aria-label={label} onSubmit={(event) => void submit(event)}>
        {children}
        <div className="form-actions">
          <button type="button" className="button" onClick={() => setOpen(false)}>
            {text.form.cancel}
          </button>
          <button type="submit" className="button" data-kind="primary" disabled={isBusy}>
            {text.form.save}
          </button>
        </div>
      </form>
    ) : null,
  };
}
