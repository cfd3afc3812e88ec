import { useEffect, useState } from 'react';
import { readDraft, writeDraft } from './draft.js';

/** What is being written in a ticket, kept when the page is left. */
export function useDraft(ticketId: string): [string, (text: string) => void] {
  const [draft, setDraft] = useState(() => readDraft(ticketId));
  useEffect(() => writeDraft(ticketId, draft), [ticketId, draft]);
  return [draft, setDraft];
}

/** A text that exists already and is changed in the field, while the draft waits. */
interface Existing {
  id: string;
  text: string;
}

/** What stands in the field: the existing text, if there is one, else the draft. */
export function useField(
  [draft, setDraft]: [string, (text: string) => void],
  existing: Existing | null,
): [string, (text: string) => void] {
  const [edit, setEdit] = useState({ of: '', text: '' });
  if (existing === null) return [draft, setDraft];
  const text = edit.of === existing.id ? edit.text : existing.text;
  return [text, (next) => setEdit({ of: existing.id, text: next })];
}
