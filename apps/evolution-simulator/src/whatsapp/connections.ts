import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { SimulatorConfig } from '../app.config.js';
import type { ConnectionState, Instance } from '../state/instance.js';
import { Store } from '../state/store.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { disconnectionObject } from './domain/disconnection.js';
import type { FinalReason } from './domain/disconnection.js';
import { pairingCode, qrCode } from './domain/identifiers.js';
import { phoneJid } from './domain/jid.js';
import { qrImage } from './domain/qr-image.js';

const qrLimit = 30;
const qrLifetime = 45_000;

/** The session of an instance with WhatsApp: QR codes, linking, losing the link. */
@Injectable()
export class Connections implements OnApplicationShutdown {
  private readonly qrTimers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly config: SimulatorConfig,
    private readonly store: Store,
    private readonly webhooks: Webhooks,
  ) {}

  /** Shows QR codes, a new one every 45 s, until one is scanned or the limit is reached. */
  start(instance: Instance, number?: string): void {
    instance.started = true;
    instance.base64 = this.hookBase64(instance);
    this.setState(instance, 'connecting');
    this.emitConnecting(instance);
    this.showQrCode(instance, number ?? instance.number ?? undefined);
  }

  /** The number is linked: by a scanned QR code, or at once for an instance that starts linked. */
  async link(instance: Instance, phone: string, profileName: string): Promise<void> {
    this.stopQrCodes(instance);
    instance.started = true;
    instance.wuid = phoneJid(phone);
    instance.profileName = profileName;
    instance.linkedOnce = true;
    instance.disconnection = null;
    await this.reopen(instance);
  }

  /** After a restart of the simulator: linked numbers come back by themselves, a QR code that was shown is gone. */
  async resume(): Promise<void> {
    const { instances } = this.store.state;
    for (const instance of instances.filter(({ state }) => state === 'connecting')) {
      this.stopQrCodes(instance);
      instance.state = 'close';
    }
    for (const instance of instances) instance.deaf = false;
    await Promise.all(instances.filter(({ state }) => state === 'open').map((instance) => this.reopen(instance)));
  }

  /** A short outage or a restart: all that shows is `connecting`, then `open`. */
  async reopen(instance: Instance): Promise<void> {
    instance.base64 = this.hookBase64(instance);
    this.setState(instance, 'connecting');
    this.emitConnecting(instance);
    await pause(50);
    this.setState(instance, 'open');
    void this.webhooks.emit(instance, 'connection.update', {
      instance: instance.name,
      wuid: instance.wuid,
      profileName: instance.profileName,
      profilePictureUrl: null,
      state: 'open',
      statusReason: 200,
    });
  }

  /** WhatsApp closes for good: three events in no order. */
  close(instance: Instance, reason: FinalReason): void {
    this.stopQrCodes(instance);
    const now = this.store.now();
    const { code, object } = disconnectionObject(reason, instance.name, now);
    instance.disconnection = { reasonCode: code, object, at: now.toISOString() };
    this.setState(instance, 'close');
    void this.webhooks.emit(instance, 'status.instance', {
      instance: instance.name,
      status: 'closed',
      disconnectionAt: now.toISOString(),
      disconnectionReasonCode: code,
      disconnectionObject: object,
    });
    void this.webhooks.emit(instance, 'logout.instance', null);
    void this.webhooks.emit(instance, 'connection.update', {
      instance: instance.name,
      state: 'close',
      statusReason: code,
    });
  }

  /** The connection is gone without a word (no internet): no event tells of it. */
  cut(instance: Instance): void {
    instance.state = 'close';
    this.store.announce({ type: 'instances', instance: instance.name });
  }

  /** Nobody scanned any of the codes. The database keeps saying `connecting`. */
  refuse(instance: Instance): void {
    this.stopQrCodes(instance);
    instance.state = 'close';
    instance.qrCount = 0;
    instance.updatedAt = this.store.now().toISOString();
    void this.webhooks.emit(instance, 'connection.update', {
      instance: instance.name,
      state: 'refused',
      statusReason: 428,
    });
    void this.webhooks.emit(instance, 'qrcode.updated', {
      message: 'QR code limit reached, please login again',
      statusCode: 500,
    });
    this.store.announce({ type: 'instances', instance: instance.name });
  }

  forget(instance: Instance): void {
    this.stopQrCodes(instance);
    this.store.state.instances = this.store.state.instances.filter((other) => other !== instance);
    this.store.announce({ type: 'instances', instance: instance.name });
  }

  onApplicationShutdown(): void {
    for (const timer of this.qrTimers.values()) clearTimeout(timer);
  }

  private showQrCode(instance: Instance, number?: string): void {
    if (instance.qrCount >= qrLimit) return this.refuse(instance);
    instance.qrCount++;
    const code = qrCode();
    const pairing = number === undefined ? null : pairingCode();
    instance.qrCode = { pairingCode: pairing, code, base64: qrImage(code), count: instance.qrCount };
    const { count: _, ...shown } = instance.qrCode;
    void this.webhooks.emit(instance, 'qrcode.updated', { qrcode: { instance: instance.name, ...shown } });
    this.store.announce({ type: 'instances', instance: instance.name });
    clearTimeout(this.qrTimers.get(instance.id));
    const next = setTimeout(() => this.showQrCode(instance, number), qrLifetime / this.config.SIMULATOR_TIME_SCALE);
    this.qrTimers.set(instance.id, next);
  }

  private stopQrCodes(instance: Instance): void {
    clearTimeout(this.qrTimers.get(instance.id));
    this.qrTimers.delete(instance.id);
    instance.qrCode = null;
  }

  private setState(instance: Instance, state: ConnectionState): void {
    instance.state = state;
    instance.storedState = state;
    instance.updatedAt = this.store.now().toISOString();
    this.store.announce({ type: 'instances', instance: instance.name });
  }

  private emitConnecting(instance: Instance): void {
    void this.webhooks.emit(instance, 'connection.update', {
      instance: instance.name,
      state: 'connecting',
      statusReason: 200,
    });
  }

  private hookBase64(instance: Instance): boolean {
    return instance.webhook !== null && instance.webhook.enabled && instance.webhook.webhookBase64;
  }
}
