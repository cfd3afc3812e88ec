import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Sse } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { interval, map, merge } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Fault } from '../faults/fault.js';
import { Faults } from '../faults/faults.js';
import { webhookActions } from '../faults/fault.js';
import type { AcceptedSend, Instance, QrCode } from '../state/instance.js';
import type { Person } from '../state/person.js';
import { emptyState } from '../state/simulator-state.js';
import { Store } from '../state/store.js';
import { DeliveryLog } from '../webhooks/delivery-log.js';
import type { DeliveryAttempt } from '../webhooks/delivery-log.js';
import { Webhooks } from '../webhooks/webhooks.js';
import { Connections } from '../whatsapp/connections.js';
import { Instances } from '../whatsapp/instances.js';
import { People } from '../whatsapp/people.js';
import { ControlTarget } from './control-target.js';
import {
  AutomaticRequest,
  CloseRequest,
  CreateInstanceRequest,
  FaultRequest,
  GroupRequest,
  NumberRequest,
  PersonRequest,
  ScanRequest,
} from './requests.js';

export interface InstanceView {
  name: string;
  state: Instance['state'];
  phone: string | null;
  profileName: string | null;
  token: string;
  qrCode: QrCode | null;
  webhookUrl: string | null;
  automatic: Instance['automatic'];
}

const view = (instance: Instance): InstanceView => ({
  name: instance.name,
  state: instance.state,
  phone: instance.wuid?.split('@')[0] ?? null,
  profileName: instance.profileName,
  token: instance.token,
  qrCode: instance.qrCode,
  webhookUrl: instance.webhook?.url ?? null,
  automatic: instance.automatic,
});

/** Instances, people, faults, and what can be looked at. */
@Controller('control')
export class ControlController {
  constructor(
    private readonly store: Store,
    private readonly target: ControlTarget,
    private readonly instances: Instances,
    private readonly connections: Connections,
    private readonly people: People,
    private readonly faults: Faults,
    private readonly log: DeliveryLog,
    private readonly webhooks: Webhooks,
  ) {}

  @Get('instances')
  listInstances(): InstanceView[] {
    return this.store.state.instances.map(view);
  }

  @Post('instances')
  async createInstance(@Body() { name, phone, profileName, token }: CreateInstanceRequest): Promise<InstanceView> {
    const instance = this.store.instance(name) ?? this.instances.add(name, { ...(token !== undefined && { token }) });
    if (phone !== undefined) await this.connections.link(instance, phone, profileName ?? name);
    return view(instance);
  }

  /** A phone scans the QR code that is shown. */
  @Post('instances/:instance/scan')
  @HttpCode(200)
  async scan(@Param('instance') name: string, @Body() { phone, profileName }: ScanRequest): Promise<InstanceView> {
    const instance = this.target.instance(name);
    await this.connections.link(instance, phone, profileName ?? name);
    return view(instance);
  }

  /** The company unlinks the number on its phone, or WhatsApp bans it. */
  @Post('instances/:instance/close')
  @HttpCode(200)
  close(@Param('instance') name: string, @Body() { reason }: CloseRequest): InstanceView {
    const instance = this.target.instance(name);
    this.connections.close(instance, reason);
    return view(instance);
  }

  /** No internet: nothing tells of it, sends fail. `reopen` ends it. */
  @Post('instances/:instance/cut')
  @HttpCode(200)
  cut(@Param('instance') name: string): InstanceView {
    const instance = this.target.instance(name);
    this.connections.cut(instance);
    return view(instance);
  }

  @Post('instances/:instance/reopen')
  @HttpCode(200)
  async reopen(@Param('instance') name: string): Promise<InstanceView> {
    const instance = this.target.instance(name);
    await this.connections.reopen(instance);
    return view(instance);
  }

  /** Nobody scanned any of the QR codes. */
  @Post('instances/:instance/refuse')
  @HttpCode(200)
  refuse(@Param('instance') name: string): InstanceView {
    const instance = this.target.instance(name);
    this.connections.refuse(instance);
    return view(instance);
  }

  @Put('instances/:instance/automatic')
  automatic(@Param('instance') name: string, @Body() request: AutomaticRequest): InstanceView {
    const instance = this.target.instance(name);
    Object.assign(instance.automatic, request);
    return view(instance);
  }

  @Post('instances/:instance/groups')
  group(@Param('instance') name: string, @Body() { id, subject, members }: GroupRequest): { id: string } {
    const creation = Math.floor(this.store.now().getTime() / 1_000);
    this.target.instance(name).groups.push({ id, subject, members, creation });
    return { id };
  }

  /** Every send that WhatsApp took, in order: the truth about what was sent, and how often. */
  @Get('instances/:instance/accepted')
  accepted(@Param('instance') name: string): AcceptedSend[] {
    return this.target.instance(name).accepted;
  }

  @Get('people')
  listPeople(): Person[] {
    return this.store.state.people;
  }

  @Post('people')
  savePerson(@Body() person: PersonRequest): Person {
    return this.people.save(person);
  }

  @Post('numbers')
  saveNumber(@Body() { phone, state }: NumberRequest): { phone: string } {
    const list = state === 'absent' ? this.store.state.absentNumbers : this.store.state.silentNumbers;
    list.push(phone);
    return { phone };
  }

  @Get('deliveries')
  deliveries(
    @Query('instance') instance?: string,
    @Query('event') event?: string,
    @Query('messageId') messageId?: string,
  ): { pending: number; attempts: DeliveryAttempt[] } {
    const filter = {
      ...(instance !== undefined && { instance }),
      ...(event !== undefined && { event }),
      ...(messageId !== undefined && { messageId }),
    };
    return { pending: this.webhooks.pending, attempts: this.log.find(filter) };
  }

  @Get('faults')
  listFaults(): readonly Fault[] {
    return this.faults.all;
  }

  @Post('faults')
  addFault(@Body() request: FaultRequest): Fault {
    const { action, instance, times, endpoint = '*', event = '*' } = request;
    const on = (webhookActions as readonly string[]).includes(action) ? 'webhook' : 'rest';
    return this.faults.add({
      on,
      action,
      endpoint,
      event,
      ...(instance !== undefined && { instance }),
      remaining: times ?? null,
      status: request.status ?? 500,
      body: request.body ?? { status: 500, error: 'Internal Server Error', response: { message: 'Connection Closed' } },
      milliseconds: request.milliseconds ?? 0,
      copies: request.copies ?? 2,
      count: request.count ?? 2,
    });
  }

  @Delete('faults')
  clearFaults(@Query('id') id?: string): { ok: true } {
    this.faults.clear(id);
    return { ok: true };
  }

  /** Forgets everything, as if just started without instances. */
  @Post('reset')
  @HttpCode(200)
  async reset(): Promise<{ ok: true }> {
    this.faults.clear();
    await this.webhooks.abandon();
    this.log.clear();
    for (const instance of this.store.state.instances) this.connections.forget(instance);
    this.store.state = emptyState();
    this.store.announce({ type: 'instances' });
    return { ok: true };
  }

  /** What changes, as it changes; a beat keeps the connection alive. */
  @Sse('changes')
  changes(): Observable<MessageEvent> {
    return merge(
      this.store.changes.pipe(map((change) => ({ data: change }))),
      interval(15_000).pipe(map(() => ({ type: 'beat', data: {} }))),
    );
  }
}
