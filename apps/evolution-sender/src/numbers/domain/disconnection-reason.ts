/** Why WhatsApp closed for good, by the code that Evolution stores. */
const reasons: ReadonlyMap<number, string> = new Map([
  [401, 'logged-out'],
  [402, 'banned'],
  [403, 'banned'],
  [406, 'banned'],
]);

export const disconnectionReason = (code: number): string => reasons.get(code) ?? `code ${code}`;
