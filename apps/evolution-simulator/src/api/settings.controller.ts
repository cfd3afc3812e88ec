import { Body, Controller, Get, Param, Post, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { FaultInterceptor } from '../faults/fault.interceptor.js';
import type { Instance, Settings } from '../state/instance.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { InstancePipe, SchemaPipe } from './body.js';
import { InstanceGuard } from './instance.guard.js';
import { settingsSchema } from './schemas.js';

@Controller('settings')
@UseGuards(InstanceGuard)
@UseInterceptors(FaultInterceptor)
@UseFilters(ApiErrorFilter)
export class SettingsController {
  @Post('set/:instance')
  set(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(settingsSchema)) body: Partial<Settings>,
  ): Record<string, unknown> {
    Object.assign(instance.settings, body);
    return { settings: { instanceName: instance.name, settings: body } };
  }

  @Get('find/:instance')
  find(@Param('instance', InstancePipe) instance: Instance): Settings {
    return instance.settings;
  }
}
