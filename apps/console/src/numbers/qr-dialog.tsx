import type { QrCodeOffer, WhatsappNumberResource } from '@bkcrm/contracts';
import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { useText } from '../i18n/text.js';
import { useClient, useClientState } from '../session/client.js';
import { formText } from '../ui/form-text.js';
import { Modal } from '../ui/modal.js';
import { useToasts } from '../ui/toasts.js';

/** Links a number that begins to connect: the code refreshes by itself until the phone has scanned it. */
export function QrDialog({ number, onClose }: { number: WhatsappNumberResource; onClose: () => void }) {
  const client = useClient();
  const text = useText();
  const { showError } = useToasts();
  const offer = useClientState((state) => state.qrCodes.get(number.id));
  const isOpen = useClientState((state) => state.numbers.get(number.id)?.state === 'open');
  const ask = (phone?: string): void => void client.connectNumber(number.id, phone).catch(showError);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    ask(formText(new FormData(event.currentTarget), 'phone').replaceAll(/\D/g, ''));
  };
  return (
    <Modal title={`${text.numbers.link.title}: ${number.name}`} onClose={onClose}>
      {isOpen ? (
        <p role="status">{text.numbers.link.connected}</p>
      ) : (
        <>
          <p>{text.numbers.link.steps}</p>
          <QrCodeView offer={offer} onAgain={() => ask()} />
          {offer?.qr?.pairingCode != null && (
            <div>
              <p>{text.numbers.link.typeThis}</p>
              <p className="pairing-code">{offer.qr.pairingCode}</p>
            </div>
          )}
          <form onSubmit={submit}>
            <label className="field">
              <span>{text.numbers.link.phone}</span>
              <input className="input" name="phone" type="tel" required minLength={8} placeholder="5511987654321" />
            </label>
            <button type="submit" className="button">
              {text.numbers.link.askCode}
            </button>
          </form>
        </>
      )}
      <form method="dialog">
        <button type="submit" className="button" data-kind={isOpen ? 'primary' : undefined}>
          {text.numbers.link.close}
        </button>
      </form>
    </Modal>
  );
}

function QrCodeView({ offer, onAgain }: { offer: QrCodeOffer | undefined; onAgain: () => void }) {
  const text = useText();
  const isExpired = useIsPast(offer?.expiresAt ?? null);
  if (offer?.qr?.image != null && !isExpired)
    return (
      <div className="qr-code">
        <img src={offer.qr.image} alt={text.numbers.link.title} />
      </div>
    );
  if (!isExpired && offer?.qr !== null)
    return (
      <div className="qr-code" role="status">
        {text.numbers.link.waiting}
      </div>
    );
  return (
    <div className="qr-code" role="status">
      <p>{text.numbers.link.expired}</p>
      <button type="button" className="button" onClick={onAgain}>
        {text.numbers.link.again}
      </button>
    </div>
  );
}

/** Becomes true at a moment. */
function useIsPast(at: string | null): boolean {
  const [past, setPast] = useState<string | null>(null);
  useEffect(() => {
    if (at === null) return undefined;
    const timer = setTimeout(() => setPast(at), Date.parse(at) - Date.now());
    return () => clearTimeout(timer);
  }, [at]);
  return at !== null && past === at;
}
