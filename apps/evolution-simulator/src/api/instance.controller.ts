import {
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { SimulatorConfig } from '../app.config.js';
import { FaultInterceptor } from '../faults/fault.interceptor.js';
import type { Instance } from '../state/instance.js';
import { Store } from '../state/store.js';
import { Connections } from '../whatsapp/connections.js';
import { Instances } from '../whatsapp/instances.js';
import { ApiError, badRequest } from './api-error.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { AnyBody, InstancePipe } from './body.js';
import { InstanceCreation } from './instance-creation.js';
import { CreationGuard, InstanceGuard, KeyGuard } from './instance.guard.js';

const connectWait = 2_000;

@Controller('instance')
@UseInterceptors(FaultInterceptor)
@UseFilters(ApiErrorFilter)
export class InstanceController {
  constructor(
    private readonly config: SimulatorConfig,
    private readonly store: Store,
    private readonly instances: Instances,
    private readonly connections: Connections,
    private readonly creation: InstanceCreation,
  ) {}

  @Post('create')
  @UseGuards(CreationGuard)
  create(@AnyBody() body: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.creation.create(body);
  }

  @Get('fetchInstances')
  @UseGuards(KeyGuard)
  fetchInstances(
    @Query() query: Record<string, string | undefined>,
    @Headers('apikey') key: string,
  ): Record<string, unknown>[] {
    const { instanceName, instanceId, number } = query;
    const visible = this.store.state.instances.filter(
      (instance) =>
        (key === this.config.SIMULATOR_API_KEY || key === instance.token) &&
        (instanceName === undefined || instance.name === instanceName) &&
        (instanceId === undefined || instance.id === instanceId) &&
        (number === undefined || instance.number === number),
    );
    const asked = instanceName ?? instanceId ?? number;
    if (asked !== undefined && visible.length === 0) throw new ApiError(404, [`Instance "${asked}" not found`]);
    return visible.map((instance) => this.instances.row(instance));
  }

  @Get('connect/:instance')
  @UseGuards(InstanceGuard)
  async connect(
    @Param('instance', InstancePipe) instance: Instance,
    @Query('number') number?: string,
  ): Promise<Record<string, unknown>> {
    if (instance.state === 'open') return stateOf(instance);
    if (instance.state === 'close') {
      this.connections.start(instance, number);
      await pause(connectWait / this.config.SIMULATOR_TIME_SCALE);
    }
    return { ...(instance.qrCode ?? { count: instance.qrCount }) };
  }

  @Get('connectionState/:instance')
  @UseGuards(InstanceGuard)
  connectionState(@Param('instance', InstancePipe) instance: Instance): Record<string, unknown> {
    return stateOf(instance);
  }

  @Post('restart/:instance')
  @HttpCode(200)
  @UseGuards(InstanceGuard)
  restart(@Param('instance', InstancePipe) instance: Instance): Record<string, unknown> {
    if (instance.state === 'close') return { error: true, message: '[object Object]' };
    if (instance.state === 'connecting') return { ...(instance.qrCode ?? { count: instance.qrCount }) };
    const answer = stateOf(instance);
    void this.connections.reopen(instance);
    return answer;
  }

  @Delete('logout/:instance')
  @UseGuards(InstanceGuard)
  logout(@Param('instance', InstancePipe) instance: Instance): Record<string, unknown> {
    if (instance.state === 'close') throw badRequest(`The "${instance.name}" instance is not connected`);
    this.connections.close(instance, 'logout');
    instance.deaf = true;
    return success('Instance logged out');
  }

  @Delete('delete/:instance')
  @UseGuards(InstanceGuard)
  remove(@Param('instance', InstancePipe) instance: Instance): Record<string, unknown> {
    this.creation.remove(instance);
    return success('Instance deleted');
  }

  @Post('setPresence/:instance')
  @UseGuards(InstanceGuard)
  setPresence(@AnyBody() { presence }: Record<string, unknown>): Record<string, unknown> {
    return { presence };
  }
}

const stateOf = (instance: Instance): Record<string, unknown> => ({
  instance: { instanceName: instance.name, state: instance.state },
});

const success = (message: string): Record<string, unknown> => ({
  status: 'SUCCESS',
  error: false,
  response: { message },
});
