import { webhookEvents } from '../webhooks/domain/event-names.js';
import type { Schema } from './domain/schema.js';

const number: Schema = { type: 'string', description: 'Invalid format' };
const options: Record<string, Schema> = {
  delay: { type: 'integer', description: 'Enter a value in milliseconds' },
  quoted: {
    type: 'object',
    properties: {
      key: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
      message: { type: 'object' },
    },
  },
  mentioned: { type: 'array', minItems: 1, items: { type: 'string' } },
};
const text: Schema = { type: 'string' };

const sending = (properties: Record<string, Schema>, ...required: string[]): Schema => ({
  type: 'object',
  properties: { number, ...properties, ...options },
  required: ['number', ...required],
});

export const sendTextSchema = sending({ text }, 'text');
export const sendMediaSchema = sending(
  {
    mediatype: { type: 'string', enum: ['image', 'document', 'video', 'audio'] },
    media: text,
    mimetype: text,
    caption: text,
    fileName: text,
  },
  'mediatype',
);
export const sendAudioSchema = sending({ audio: text });
export const sendStickerSchema = sending({ sticker: text });
export const sendLocationSchema = sending(
  { latitude: { type: 'number' }, longitude: { type: 'number' }, name: text, address: text },
  'latitude',
  'longitude',
  'name',
  'address',
);
export const sendContactSchema = sending(
  {
    contact: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['fullName', 'phoneNumber'],
        properties: { fullName: text, phoneNumber: text },
      },
    },
  },
  'contact',
);
export const sendReactionSchema: Schema = {
  type: 'object',
  properties: {
    key: {
      type: 'object',
      required: ['id', 'remoteJid', 'fromMe'],
      properties: { id: text, remoteJid: text, fromMe: { type: 'boolean' } },
    },
    reaction: text,
  },
  required: ['key', 'reaction'],
};
export const webhookSchema: Schema = {
  type: 'object',
  properties: {
    webhook: {
      type: 'object',
      properties: {
        enabled: { type: 'boolean' },
        url: text,
        headers: { type: 'object' },
        byEvents: { type: 'boolean' },
        base64: { type: 'boolean' },
        events: { type: 'array', items: { type: 'string', enum: webhookEvents } },
      },
      required: ['enabled', 'url'],
    },
  },
  required: ['webhook'],
};
const flags = ['rejectCall', 'groupsIgnore', 'alwaysOnline', 'readMessages', 'readStatus', 'syncFullHistory'];
export const settingsSchema: Schema = {
  type: 'object',
  properties: Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' }])),
  required: flags,
};
export const presenceSchema = sending(
  {
    presence: { type: 'string', enum: ['unavailable', 'available', 'composing', 'recording', 'paused'] },
  },
  'presence',
  'delay',
);
export const markReadSchema: Schema = {
  type: 'object',
  properties: {
    readMessages: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: { id: text, fromMe: { type: 'boolean' }, remoteJid: text },
        required: ['id', 'fromMe', 'remoteJid'],
      },
    },
  },
  required: ['readMessages'],
};
export const deleteSchema: Schema = {
  type: 'object',
  properties: { id: text, fromMe: { type: 'boolean' }, remoteJid: text, participant: text },
  required: ['id', 'fromMe', 'remoteJid'],
};
export const updateSchema: Schema = {
  type: 'object',
  properties: {
    number,
    text,
    key: {
      type: 'object',
      properties: { id: text, remoteJid: text, fromMe: { type: 'boolean' } },
      required: ['id', 'remoteJid', 'fromMe'],
    },
  },
  required: ['number', 'text', 'key'],
};
