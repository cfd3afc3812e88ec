import { useEffect, useState } from 'react';
import type { Aim } from './composer.js';
import { readDraft, writeDraft } from './draft.js';

/** What is being written in a ticket. While a message is edited it is that message's text; the draft waits meanwhile. */
export function useDraft(ticketId: string, aim: Aim | null): [string, (text: string) => void] {
  const [draft, setDraft] = useState(() => readDraft(ticketId));
  const [edit, setEdit] = useState({ of: '', text: '' });
  const editing = aim?.type === 'edit' ? aim.message : null;
  useEffect(() => writeDraft(ticketId, draft), [ticketId, draft]);
  if (editing === null) return [draft, setDraft];
  const text = edit.of === editing.id ? edit.text : (editing.text ?? '');
  return [text, (next) => setEdit({ of: editing.id, text: next })];
}
