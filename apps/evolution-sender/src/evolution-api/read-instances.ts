import type { ConnectionState } from './read-answers.js';
import { isFields } from './read-answers.js';

/** Evolution's answers about instances, read with the same tolerance as the others. */

/** All that `/settings/set` requires; `msgCall` is what a caller is told. */
export interface InstanceSettings {
  rejectCall: boolean;
  groupsIgnore: boolean;
  alwaysOnline: boolean;
  readMessages: boolean;
  readStatus: boolean;
  syncFullHistory: boolean;
  msgCall?: string;
}

export interface ListedInstance {
  name: string;
  /** As stored, which may be behind what `connectionState` says. */
  state: ConnectionState;
  ownerJid?: string;
  profileName?: string;
  integration?: string;
  settings?: InstanceSettings;
  /** Messages in its store; undefined when it does not say. */
  storedMessages?: number;
}

/** An answer to connect or restart. */
export interface LinkOffer {
  /** An already linked instance says its state instead of offering a code. */
  state?: ConnectionState;
  /** Text of the QR code, its picture as a data URL, and what to type on the phone instead. */
  code?: string;
  picture?: string;
  pairingCode?: string;
  failed: boolean;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const stateOf = (value: unknown): ConnectionState =>
  value === 'open' || value === 'connecting' || value === 'close' ? value : 'unknown';

export const readVersion = (body: unknown): string | undefined => (isFields(body) ? text(body['version']) : undefined);

/** Rows without a name at the top, as 1.x gives them, are left out. */
export function readInstances(body: unknown): ListedInstance[] {
  return (Array.isArray(body) ? body : []).filter(isFields).flatMap((row) => {
    const name = text(row['name']);
    if (name === undefined) return [];
    const count = isFields(row['_count']) ? row['_count']['Message'] : undefined;
    return {
      name,
      state: stateOf(row['connectionStatus']),
      ownerJid: text(row['ownerJid']),
      profileName: text(row['profileName']),
      integration: text(row['integration']),
      settings: readSettings(row['Setting']),
      storedMessages: typeof count === 'number' ? count : undefined,
    };
  });
}

export function readSettings(body: unknown): InstanceSettings | undefined {
  if (!isFields(body)) return undefined;
  return {
    rejectCall: body['rejectCall'] === true,
    groupsIgnore: body['groupsIgnore'] === true,
    alwaysOnline: body['alwaysOnline'] === true,
    readMessages: body['readMessages'] === true,
    readStatus: body['readStatus'] === true,
    syncFullHistory: body['syncFullHistory'] === true,
    ...(typeof body['msgCall'] === 'string' ? { msgCall: body['msgCall'] } : {}),
  };
}

export function readLink(body: unknown): LinkOffer {
  const { code, base64, pairingCode, error, instance } = isFields(body) ? body : {};
  return {
    state: isFields(instance) ? stateOf(instance['state']) : undefined,
    code: text(code),
    picture: text(base64),
    pairingCode: text(pairingCode),
    failed: error === true,
  };
}
