import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classifyAnswer } from './classify-answer.js';
import type { SendOutcome } from './classify-answer.js';

const folder = new URL('../../../../../test/fixtures/evolution/rest/', import.meta.url);
const recorded = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''));

const sent = (whatsappId: string, remoteJid: string): SendOutcome => ({ kind: 'sent', whatsappId, remoteJid });
const closed: SendOutcome = { kind: 'deferred', trouble: 'closed' };
const missing: SendOutcome = { kind: 'deferred', trouble: 'missing' };
const auth: SendOutcome = { kind: 'deferred', trouble: 'auth' };
const refused = { kind: 'failed', code: 'send.refused' };
const nobody = { kind: 'failed', code: 'send.recipient-not-on-whatsapp' };

/** What every recorded answer to a send means for the message. */
const expected: Record<string, object> = {
  'auth-bearer-instead-of-apikey': auth,
  'auth-no-apikey': auth,
  'auth-wrong-apikey': auth,
  sendButtons: sent('3EB0753993E65363A286D3', '5511988887777@s.whatsapp.net'),
  sendContact: sent('3EB003645B0E96B755A1C1', '5511988887777@s.whatsapp.net'),
  sendList: sent('3EB0C3CE9D6D720F611347', '5511988887777@s.whatsapp.net'),
  sendLocation: sent('3EB065E4D4356D95102886', '5511988887777@s.whatsapp.net'),
  'sendMedia-document-base64': sent('3EB0714A12BB10E3FCE99B', '5511988887777@s.whatsapp.net'),
  'sendMedia-document-base64-without-fileName': refused,
  'sendMedia-image-base64': sent('3EB030A9F1E2815E47319C', '5511988887777@s.whatsapp.net'),
  'sendMedia-image-data-url': refused,
  'sendMedia-invalid-mediatype': refused,
  'sendMedia-missing-media': refused,
  'sendMedia-multipart': sent('3EB0A978E788049FE46A3D', '5511988887777@s.whatsapp.net'),
  'sendMedia-neither-url-nor-base64': refused,
  'sendMedia-url-404': { kind: 'unknown', trouble: '5xx' },
  'sendMedia-url-single-label-host': refused,
  'sendMedia-url-unreachable': { kind: 'unknown', trouble: '5xx' },
  'sendMedia-video-base64': sent('3EB0545F5DBAADF7C70A22', '5511988887777@s.whatsapp.net'),
  sendReaction: sent('3EB02DE96630A678235DFA', '5511988887777@s.whatsapp.net'),
  'sendReaction-not-emoji': refused,
  'sendStatus-text': sent('3EB00EEC969CB539897246', 'status@broadcast'),
  'sendSticker-base64': sent('3EB009FFDD53A58CB5024E', '5511988887777@s.whatsapp.net'),
  sendText: sent('3EB000005ACD405A1658D0', '5511988887777@s.whatsapp.net'),
  'sendText-65536-characters': sent('3EB0945D4ACD6B4B00C790', '5511988887777@s.whatsapp.net'),
  'sendText-after-logged-out-on-the-phone': closed,
  'sendText-after-logged-out-on-the-phone-cached-number': closed,
  'sendText-after-logout': closed,
  'sendText-blank-text': refused,
  'sendText-delay-1200': sent('3EB0AE4DC7D10BF7DF67F9', '5511988887777@s.whatsapp.net'),
  'sendText-delay-string': refused,
  'sendText-empty-text': refused,
  'sendText-form-encoded': sent('3EB019E245E707B114A37B', '5511988887777@s.whatsapp.net'),
  'sendText-group-known': sent('3EB05FAC69FC175D5B778E', '120363025555555555@g.us'),
  'sendText-group-unknown': { kind: 'unknown' },
  'sendText-json-array': refused,
  'sendText-malformed-json': refused,
  'sendText-missing-number': refused,
  'sendText-never-connected': closed,
  'sendText-never-connected-cached-number': closed,
  'sendText-number-as-jid': sent('3EB09F656AD4D0BA849C2D', '5511988887777@s.whatsapp.net'),
  'sendText-number-br-8-digits': sent('3EB038F5A4D9BC323454A5', '5511988887777@s.whatsapp.net'),
  'sendText-number-br-ddd-above-30-loses-ninth-digit': sent('3EB0EC49DAA52199542059', '555188887777@s.whatsapp.net'),
  'sendText-number-does-not-exist': nobody,
  'sendText-number-empty': nobody,
  'sendText-number-formatted': sent('3EB0851B7C343EA6E780F6', '5511988887777@s.whatsapp.net'),
  'sendText-number-garbage': nobody,
  'sendText-number-lid': sent('3EB0F05EEDE0D986077AF5', '133148154562373@lid'),
  'sendText-number-not-a-string': refused,
  'sendText-number-without-country': sent('3EB0E4293EC55314DC46D2', '11988887777@s.whatsapp.net'),
  'sendText-quoted-with-message': sent('3EB08A72EE8243CFF0EE22', '5511988887777@s.whatsapp.net'),
  'sendText-text-not-a-string': refused,
  'sendText-text-plain': refused,
  'sendText-unknown-field-ignored': sent('3EB0EF8D00CABFF3D9CEF7', '5511988887777@s.whatsapp.net'),
  'sendText-v1-body': refused,
  'sendText-whatsapp-does-not-answer': { kind: 'deferred', trouble: 'slow' },
  'sendText-while-waiting-for-qr': closed,
  'sendText-while-waiting-for-qr-new-number': closed,
  'sendWhatsAppAudio-base64': sent('3EB00C878B9B58B3DBBC9F', '5511988887777@s.whatsapp.net'),
  'sendWhatsAppAudio-base64-encoding-false': sent('3EB0D5431A33A1498BAF68', '5511988887777@s.whatsapp.net'),
  'unknown-instance-no-apikey': missing,
  'unknown-instance-sendText': missing,
  'unknown-send-method': missing,
  'wrong-method': missing,
};

/** The recorded calls that are no sends, by why their answers never decide about a message. */
const otherCalls: Record<string, string[]> = {
  'is about an instance': [
    'auth-instance-token-ok',
    'auth-no-apikey-create',
    'auth-token-of-another-instance',
    'auth-wrong-apikey-create',
    'auth-wrong-apikey-fetchInstances',
    'fetchInstances-after-banned',
    'fetchInstances-after-failed-create',
    'fetchInstances-after-logged-out-on-the-phone',
    'fetchInstances-after-logout',
    'fetchInstances-after-qrcode-limit',
    'fetchInstances-by-name',
    'fetchInstances-by-number-not-found',
    'fetchInstances-connecting',
    'fetchInstances-open',
    'fetchInstances-unknown-name',
    'instance-connect-after-logged-out-on-the-phone',
    'instance-connect-after-qrcode-limit',
    'instance-connect-already-open',
    'instance-connect-from-close',
    'instance-connect-waiting-for-qr',
    'instance-connectionState-after-evolution-restart',
    'instance-connectionState-after-logged-out-on-the-phone',
    'instance-connectionState-after-logout',
    'instance-connectionState-after-qrcode-limit',
    'instance-connectionState-after-restart',
    'instance-connectionState-connecting',
    'instance-connectionState-never-connected',
    'instance-connectionState-open',
    'instance-create-baileys-qrcode-true',
    'instance-create-invalid-integration',
    'instance-create-number-wrong-type',
    'instance-create-qrcode-false',
    'instance-create-webhook-without-events',
    'instance-create-with-own-token',
    'instance-create-without-integration',
    'instance-create-without-name',
    'instance-delete',
    'instance-delete-again',
    'instance-logout-never-connected',
    'instance-logout-twice',
    'instance-restart-never-connected',
    'instance-restart-open',
    'unknown-instance-connect',
    'unknown-instance-connectionState',
    'unknown-instance-delete',
  ],
  'changes a message that was sent before': ['deleteMessageForEveryone', 'updateMessage'],
  'only reads': [
    'fetchProfilePictureUrl-none',
    'findChats',
    'findContacts',
    'findMessages',
    'findMessages-by-remoteJid-page',
    'getBase64FromMediaMessage',
    'getBase64FromMediaMessage-unknown-id',
    'group-findGroupInfos',
    'group-findGroupInfos-unknown',
    'whatsappNumbers',
    'whatsappNumbers-missing',
    'whatsappNumbers-never-connected',
  ],
  'sends no message': ['instance-setPresence', 'markMessageAsRead', 'sendPresence'],
  'is about the server': ['root', 'unknown-route', 'verify-creds'],
  'is about the settings of an instance': [
    'settings-set',
    'settings-set-incomplete',
    'unknown-instance-webhook-set',
    'webhook-find-never-set',
    'webhook-set',
    'webhook-set-disabled',
    'webhook-set-empty-events-means-all',
    'webhook-set-flat-v1-body',
    'webhook-set-groups-update-event',
    'webhook-set-lowercase-event',
    'webhook-set-not-a-url',
    'webhook-set-unknown-event',
    'webhook-set-with-instance-token',
    'webhook-set-without-events',
  ],
};

const answerOf = (name: string): { status: number; body: unknown } =>
  (JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as { response: { status: number; body: unknown } })
    .response;

describe('a recorded answer', () => {
  it('to a send is in the table, and every other call says why it is not', () => {
    expect([...Object.keys(expected), ...Object.values(otherCalls).flat()].sort()).toEqual(recorded.toSorted());
  });

  it.each(Object.entries(expected))('%s is understood', (name, outcome) => {
    const { status, body } = answerOf(name);
    expect(classifyAnswer({ status, body, retryAfter: undefined })).toMatchObject(outcome);
  });
});
