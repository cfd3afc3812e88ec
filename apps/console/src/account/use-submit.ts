import { ApiError } from '@bkcrm/client';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useText } from '../i18n/text.js';

interface Submission {
  isBusy: boolean;
  /** What went wrong, to be shown in the form. */
  problem: string | null;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

/** Hands a form's values over. @param work answers a sentence when something in the form is wrong; rejects with ApiError */
export function useSubmit(work: (form: FormData) => Promise<string | void>): Submission {
  const text = useText();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (form: FormData): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      setProblem((await work(form)) ?? null);
    } catch (error) {
      setProblem(error instanceof ApiError ? (text.errors[error.code] ?? error.message) : String(error));
    } finally {
      setBusy(false);
    }
  };
  return {
    isBusy,
    problem,
    onSubmit: (event) => {
      event.preventDefault();
      void submit(new FormData(event.currentTarget));
    },
  };
}
