import type { WhatsappNumberResource } from '@bkcrm/contracts';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useText } from '../i18n/text.js';
import { useClient, useClientState } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import { Confirmation } from '../ui/confirmation.js';
import { Menu } from '../ui/menu.js';
import { Modal } from '../ui/modal.js';
import { useToasts } from '../ui/toasts.js';
import { QrDialog } from './qr-dialog.js';

type Act = 'connect' | 'rename' | 'restart' | 'acceptAccount' | 'logOut' | 'release' | 'remove';

/** What an administrator can do with a number. What cannot be undone asks first. */
export function NumberMenu({ number }: { number: WhatsappNumberResource }) {
  const client = useClient();
  const text = useText();
  const { showError, showDone } = useToasts();
  const [asking, setAsking] = useState<Act | null>(null);
  const close = (): void => setAsking(null);

  const perform = async (work: Promise<unknown>): Promise<void> => {
    close();
    try {
      await work;
      showDone(text.numbers.done);
    } catch (error) {
      showError(error);
    }
  };
  const choose = (act: Act): void => {
    if (act === 'restart') void perform(client.api.numbers.restart(number.id));
    else setAsking(act);
    if (act === 'connect') void client.connectNumber(number.id).catch(showError);
  };
  const confirmed = {
    acceptAccount: { sentence: text.numbers.confirmAccept, run: () => client.api.numbers.acceptAccount(number.id) },
    logOut: { sentence: text.numbers.confirmLogOut, run: () => client.api.numbers.logOut(number.id) },
    release: { sentence: text.numbers.confirmRelease, run: () => client.api.numbers.release(number.id) },
    remove: { sentence: text.numbers.confirmRemove, run: () => client.api.numbers.remove(number.id) },
  };
  const acts: (Act | false)[] = [
    number.state !== 'open' && 'connect',
    number.trouble?.code === 'another-account' && 'acceptAccount',
    'rename',
    'restart',
    'logOut',
    'release',
    number.origin === 'created' && 'remove',
  ];
  return (
    <>
      <Menu
        label={`${text.numbers.actions}: ${number.name}`}
        items={acts
          .filter((act) => act !== false)
          .map((act) => ({
            key: act,
            label: text.numbers[act],
            isDangerous: isDangerous(act),
            run: () => choose(act),
          }))}
      />
      {asking === 'connect' && <QrDialog number={number} onClose={close} />}
      {asking === 'rename' && <RenameDialog number={number} onClose={close} onSave={perform} />}
      {asking !== null && asking in confirmed && (
        <Confirmation
          title={`${text.numbers[asking]}: ${number.name}`}
          sentence={confirmed[asking as keyof typeof confirmed].sentence}
          label={text.numbers[asking]}
          onConfirm={() => void perform(confirmed[asking as keyof typeof confirmed].run())}
          onClose={close}
        />
      )}
    </>
  );
}

const isDangerous = (act: Act): boolean => act === 'logOut' || act === 'release' || act === 'remove';

interface RenameProps {
  number: WhatsappNumberResource;
  onClose: () => void;
  onSave: (work: Promise<unknown>) => Promise<void>;
}

function RenameDialog({ number, onClose, onSave }: RenameProps) {
  const client = useClient();
  const text = useText();
  const departments = useClientState((state) => state.departments);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const departmentId = formText(form, 'departmentId');
    const change = { name: formText(form, 'name').trim(), departmentId: departmentId === '' ? null : departmentId };
    void onSave(client.api.numbers.change(number.id, change));
  };
  return (
    <Modal title={`${text.numbers.rename}: ${number.name}`} onClose={onClose}>
      <form onSubmit={submit}>
        <label className="field">
          <span>{text.numbers.newName}</span>
          <input className="input" name="name" required maxLength={100} defaultValue={number.name} />
        </label>
        <label className="field">
          <span>{text.numbers.department}</span>
          <select className="input" name="departmentId" defaultValue={number.department?.id ?? ''}>
            <option value="">{text.ticket.noDepartment}</option>
            {[...departments.values()].map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <div className="form-actions">
          <button type="button" className="button" onClick={onClose}>
            {text.form.cancel}
          </button>
          <button type="submit" className="button" data-kind="primary">
            {text.form.save}
          </button>
        </div>
      </form>
    </Modal>
  );
}
