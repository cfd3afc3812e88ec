import type { CertificateSeen } from '@bkcrm/contracts';
import { RequestRefused } from '@bkcrm/messaging';

/** Every way this service refuses a request, with its stable code and the HTTP status that fits. */
export const refusals = {
  unknownActor: () => new RequestRefused('actor.unknown', 401, 'this agent does not exist or is disabled'),
  forbidden: () => new RequestRefused('actor.forbidden', 403, 'not allowed: administrators only'),

  serverNotFound: () => new RequestRefused('server.not-found', 404, 'this server does not exist'),
  serverExists: () => new RequestRefused('server.exists', 409, 'a server of this name exists'),
  serverOfEnvironment: () =>
    new RequestRefused(
      'server.of-environment',
      409,
      'this server is configured by the environment of evolution-sender',
    ),
  serverInUse: (numbers: number) => new RequestRefused('server.in-use', 409, 'numbers are on this server', { numbers }),
  serverUrlInvalid: (reason: string) => new RequestRefused('server.url-invalid', 422, reason),
  serverKeyNeeded: () =>
    new RequestRefused('server.key-needed', 422, 'another host needs the key anew: a stored key never goes elsewhere'),
  serverUnreachable: (reason: string, detail: string) =>
    new RequestRefused('server.unreachable', 422, `the server does not answer: ${detail}`, { reason }),
  serverAddressRefused: (detail: string) => new RequestRefused('server.address-refused', 422, detail),
  serverCertificateUntrusted: (detail: string, certificate: CertificateSeen | undefined) =>
    new RequestRefused('server.certificate-untrusted', 422, detail, { certificate }),
  serverKeyRefused: () => new RequestRefused('server.key-refused', 422, 'the server does not accept the key'),
  serverKeyNotGlobal: () =>
    new RequestRefused(
      'server.key-not-global',
      422,
      "this is an instance's own key: the server's global key is needed",
    ),
  serverVersionUnsupported: (version: string) =>
    new RequestRefused(
      'server.version-unsupported',
      422,
      `Evolution API ${version} is not supported: 2.0 or later is needed`,
    ),
  serverAnswersOddly: (detail: string) =>
    new RequestRefused('server.answers-oddly', 422, `this does not answer like Evolution API: ${detail}`),

  letterNotFound: () => new RequestRefused('letter.not-found', 404, 'this letter is not here any more'),
  letterCursorInvalid: () => new RequestRefused('letter.cursor-invalid', 400, 'this cursor is not one of ours'),
  letterBodyInvalid: () =>
    new RequestRefused('letter.body-invalid', 422, 'only one letter at a time can be changed, and only into JSON'),

  instanceNotFound: () => new RequestRefused('instance.not-found', 404, 'the server has no such instance'),

  numberNotFound: () => new RequestRefused('number.not-found', 404, 'this number does not exist or was removed'),
  numberBusy: () =>
    new RequestRefused('number.busy', 409, 'something else is being done with this number: wait until it is finished'),
  numberEvolutionTrouble: (detail: string) =>
    new RequestRefused('number.evolution-trouble', 422, `Evolution did not do it: ${detail}`),
  numberNoOtherAccount: () =>
    new RequestRefused('number.no-other-account', 409, 'no other account is linked to this number'),
};
