import type { ContactSummary } from '@bkcrm/contracts';
import { useState } from 'react';
import { nameOf } from '../i18n/phone.js';
import { useText } from '../i18n/text.js';
import { useClient } from '../session/client.js';
import { save } from '../ui/save.js';
import { useToasts } from '../ui/toasts.js';
import { EraseDialog } from './erase-dialog.js';

/** What the law gives a person a right to, for administrators to do. */
export function PersonalData({ contact }: { contact: ContactSummary }) {
  const client = useClient();
  const { personalData: words } = useText();
  const { showDone, showError } = useToasts();
  const [isErasing, setErasing] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const { id } = contact;
  const { administration } = client.api;

  const exportData = async (): Promise<void> => {
    setExporting(true);
    try {
      save(await administration.exportContact(id), `contact-${id}.tar.gz`);
    } catch (error) {
      showError(error);
    } finally {
      setExporting(false);
    }
  };
  const erase = (reason: string): void => {
    setErasing(false);
    administration.eraseContact(id, reason).then(() => showDone(words.started), showError);
  };
  return (
    <section className="details-personal-data">
      <h3>{words.title}</h3>
      <button type="button" className="button" disabled={isExporting} onClick={() => void exportData()}>
        {isExporting ? words.exporting : words.export}
      </button>
      <button type="button" className="button" data-kind="danger" onClick={() => setErasing(true)}>
        {words.erase}
      </button>
      {isErasing && <EraseDialog name={nameOf(contact)} onConfirm={erase} onClose={() => setErasing(false)} />}
    </section>
  );
}
