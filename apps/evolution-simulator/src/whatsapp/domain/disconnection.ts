/** Why WhatsApp closed for good: logged out through the API, unlinked on the phone, or banned. */
export type FinalReason = 'logout' | 'unlinked' | 'banned';

/** The code and the text that Evolution keeps about it. */
export function disconnectionObject(reason: FinalReason, instance: string, at: Date): { code: number; object: string } {
  const { code, error, message, data } = describe(reason, instance);
  const output = { statusCode: code, payload: { statusCode: code, error, message }, headers: {} };
  const object = { error: { data, isBoom: true, isServer: false, output }, date: at.toISOString() };
  return { code, object: JSON.stringify(object) };
}

function describe(
  reason: FinalReason,
  instance: string,
): { code: number; error: string; message: string; data: unknown } {
  if (reason === 'banned') {
    return { code: 403, error: 'Forbidden', message: 'Connection Failure', data: { reason: '403' } };
  }
  const refused = { code: 401, error: 'Unauthorized' };
  if (reason === 'logout') return { ...refused, message: `Log out instance: ${instance}`, data: null };
  const conflict = { tag: 'conflict', attrs: { type: 'device_removed' } };
  return {
    ...refused,
    message: 'Stream Errored (conflict)',
    data: { tag: 'stream:error', attrs: { code: '401' }, content: [conflict] },
  };
}
