import type { QrCodeOffer } from '@bkcrm/contracts';
import { withEntry } from './state.js';
import type { ClientState } from './state.js';

/** The latest code of a number. The signal and the answer to connecting may cross: the one that lasts longer is the newer one. */
export function applyQrCode(state: ClientState, offer: QrCodeOffer): ClientState {
  const known = state.qrCodes.get(offer.numberId);
  if (offer.qr !== null && known?.qr != null && (known.expiresAt ?? '') > (offer.expiresAt ?? '')) return state;
  return { ...state, qrCodes: withEntry(state.qrCodes, offer.numberId, offer) };
}
