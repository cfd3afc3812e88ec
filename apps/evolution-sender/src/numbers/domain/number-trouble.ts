/** What stands in a number's way, for people. Codes are stable; what they mean in other languages is the console's. */
const sentences = {
  net: 'Evolution cannot be reached.',
  tls: "Evolution's certificate is not trusted: nothing is sent until it is, or another one is confirmed.",
  auth: 'Evolution does not accept our key.',
  slow: 'Evolution does not answer in time.',
  '5xx': 'Evolution answers with errors.',
  'another-account': 'Another WhatsApp account is linked: nothing is sent until that is accepted.',
  'name-taken': 'Evolution has an instance of this name already that is not ours.',
  'not-created': 'The instance could not be created yet; it is tried again.',
  'not-remade': 'The instance could not be made anew yet; it is tried again.',
  webhook: 'The webhook is not in place: WEBHOOK_PUBLIC_URL must lead to webhook-ingest, and Evolution must take it.',
} as const;

export type TroubleCode = keyof typeof sentences;

export const troubleSentence = (code: string): string =>
  code in sentences ? sentences[code as TroubleCode] : 'Something stands in the way.';

/** Troubles that looking at the connection finds, and finds gone. */
export const observedTroubles: readonly TroubleCode[] = ['net', 'tls', 'auth', 'slow', '5xx', 'another-account'];
