import type { QrCodeOffer } from '@bkcrm/contracts';
import { withEntry } from './state.js';
import type { ClientState } from './state.js';

/** The latest code of a number; the signal and the answer to connecting say the same. */
export function applyQrCode(state: ClientState, offer: QrCodeOffer): ClientState {
  return { ...state, qrCodes: withEntry(state.qrCodes, offer.numberId, offer) };
}
