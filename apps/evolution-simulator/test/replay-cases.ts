import type { Server } from './replay-server.js';

/** What must be true before a recorded exchange, beyond an open instance `zap` with the personas of the recording. */
export type Precondition = (server: Server) => Promise<void>;

const removed = (server: Server): Promise<void> => server.evolution('DELETE', '/instance/delete/zap');
const fresh: Precondition = (server) =>
  server.evolution('POST', '/instance/create', { instanceName: 'fresh', integration: 'WHATSAPP-BAILEYS' });
const zap2: Precondition = (server) =>
  server.evolution('POST', '/instance/create', {
    instanceName: 'zap2',
    integration: 'WHATSAPP-BAILEYS',
    token: 'my-own-token',
  });
const loggedOut: Precondition = (server) => server.evolution('DELETE', '/instance/logout/zap');
const unlinked: Precondition = (server) => server.client.close('zap', 'unlinked');
const banned: Precondition = (server) => server.client.close('zap', 'banned');
const knownNumber: Precondition = (server) =>
  server.evolution('POST', '/message/sendText/zap', { number: '5511988887777', text: 'oi' });
const waitingForQr =
  (name: string): Precondition =>
  async (server) => {
    if (name === 'zap') await removed(server);
    await server.evolution('POST', '/instance/create', { instanceName: name, integration: 'WHATSAPP-BAILEYS' });
    await server.evolution('GET', `/instance/connect/${name}`);
  };
const scannedAndUnlinked: Precondition = async (server) => {
  await waitingForQr('zap')(server);
  await server.client.scan('zap', '5511999990000');
  await unlinked(server);
};
const qrLimit: Precondition = async (server) => {
  await waitingForQr('zap')(server);
  await server.control('POST', 'instances/zap/refuse');
};
const hookOf =
  (webhook: object): Precondition =>
  (server) =>
    server.evolution('POST', '/webhook/set/zap', {
      webhook: { enabled: true, url: `http://${server.receiverAddress}/zap`, events: [], ...webhook },
    });
const secretHook = hookOf({ headers: { 'x-shared-secret': 's3cr3t' }, base64: true });
/** Media answers carry the file when the hook asked for base64 as the instance connected. */
const base64Hook: Precondition = async (server) => {
  await secretHook(server);
  await server.client.reopen('zap');
};
const fromMaria =
  (message: object): Precondition =>
  async (server) => {
    await server.client.customerSends({ instance: 'zap', phone: '5511988887777', ...message });
  };
const marked = fromMaria({ id: '3EB0MARKREAD00000001', text: 'para marcar lida' });
const picture: Precondition = async (server) => {
  const { base64 } = server.recorded('getBase64FromMediaMessage').response.body as { base64: string };
  await fromMaria({ id: '3EB09C9FBBDF2E63A1E55C', kind: 'image', base64, mimetype: 'image/jpeg' })(server);
};
const sentEarlier =
  (id: string): Precondition =>
  async (server) => {
    await server.client.phoneSends({ instance: 'zap', phone: '5511988887777', text: 'oi', id });
  };
const clientsGroup: Precondition = (server) =>
  server.client.group('zap', { id: '120363025555555555@g.us', subject: 'Clientes', members: ['5511988887777'] });
const each =
  (...steps: Precondition[]): Precondition =>
  async (server) => {
    for (const step of steps) await step(server);
  };

/** By case; a case that is not here needs nothing. */
export const preconditions: Record<string, Precondition> = {
  'auth-token-of-another-instance': zap2,
  deleteMessageForEveryone: sentEarlier('3EB000005ACD405A1658D0'),
  'fetchInstances-after-banned': banned,
  'fetchInstances-after-logged-out-on-the-phone': unlinked,
  'fetchInstances-after-logout': loggedOut,
  'fetchInstances-after-qrcode-limit': qrLimit,
  'fetchInstances-connecting': waitingForQr('zap'),
  findContacts: marked,
  findMessages: marked,
  'findMessages-by-remoteJid-page': each(
    ...Array.from({ length: 26 }, () => fromMaria({ text: 'oi' })),
    marked,
    picture,
  ),
  getBase64FromMediaMessage: picture,
  'group-findGroupInfos': clientsGroup,
  'instance-connect-after-logged-out-on-the-phone': scannedAndUnlinked,
  'instance-connect-after-qrcode-limit': qrLimit,
  'instance-connect-from-close': fresh,
  'instance-connect-waiting-for-qr': waitingForQr('zap'),
  'instance-connectionState-after-logged-out-on-the-phone': unlinked,
  'instance-connectionState-after-logout': loggedOut,
  'instance-connectionState-after-qrcode-limit': qrLimit,
  'instance-connectionState-after-restart': (server) => server.client.reopen('zap'),
  'instance-connectionState-connecting': waitingForQr('zap'),
  'instance-connectionState-never-connected': fresh,
  'instance-create-baileys-qrcode-true': removed,
  'instance-delete-again': removed,
  'instance-logout-never-connected': fresh,
  'instance-logout-twice': loggedOut,
  'instance-restart-never-connected': fresh,
  markMessageAsRead: marked,
  'sendMedia-document-base64': base64Hook,
  'sendMedia-image-base64': base64Hook,
  'sendMedia-multipart': base64Hook,
  'sendMedia-video-base64': base64Hook,
  'sendSticker-base64': base64Hook,
  'sendText-after-logged-out-on-the-phone': unlinked,
  'sendText-after-logged-out-on-the-phone-cached-number': each(knownNumber, unlinked),
  'sendText-after-logout': loggedOut,
  'sendText-group-known': clientsGroup,
  'sendText-never-connected': fresh,
  'sendText-never-connected-cached-number': each(fresh, knownNumber),
  'sendText-number-does-not-exist': (server) => server.client.number('5511900000001', 'absent'),
  'sendText-whatsapp-does-not-answer': (server) => server.client.number('5511922221111', 'silent'),
  'sendText-while-waiting-for-qr': each(knownNumber, waitingForQr('zap')),
  'sendText-while-waiting-for-qr-new-number': waitingForQr('q'),
  'sendWhatsAppAudio-base64': base64Hook,
  'sendWhatsAppAudio-base64-encoding-false': base64Hook,
  updateMessage: sentEarlier('3EB000005ACD405A1658D0'),
  'webhook-find-never-set': zap2,
  'webhook-set-disabled': secretHook,
  'webhook-set-empty-events-means-all': secretHook,
  'webhook-set-not-a-url': secretHook,
  whatsappNumbers: (server) => server.client.number('5511900000001', 'absent'),
  'whatsappNumbers-never-connected': fresh,
};

/** Exchanges that are not reproduced, and why. */
export const notReproduced: Record<string, string> = {
  findChats: 'the recording lists the chats of the whole recording session',
  sendButtons: 'buttons are not part of the simulator: WhatsApp does not show them reliably, so nobody sends them',
  sendList: 'lists are not part of the simulator, for the same reason',
  'sendStatus-text': 'stories are not part of the simulator',
};
