import { Body, Controller, Get, Param, Post, Res, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { FaultInterceptor } from '../faults/fault.interceptor.js';
import type { Instance, WebhookRow } from '../state/instance.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { InstancePipe, SchemaPipe } from './body.js';
import type { HttpResponse } from './http.js';
import { InstanceGuard } from './instance.guard.js';
import { webhookSchema } from './schemas.js';
import { WebhookRows } from './webhook-rows.js';
import type { WebhookRequest } from './webhook-rows.js';

@Controller('webhook')
@UseGuards(InstanceGuard)
@UseInterceptors(FaultInterceptor)
@UseFilters(ApiErrorFilter)
export class WebhookController {
  constructor(private readonly rows: WebhookRows) {}

  @Post('set/:instance')
  set(
    @Param('instance', InstancePipe) instance: Instance,
    @Body(new SchemaPipe(webhookSchema)) body: { webhook: WebhookRequest },
  ): WebhookRow {
    return this.rows.save(instance, body.webhook);
  }

  @Get('find/:instance')
  find(@Param('instance', InstancePipe) instance: Instance, @Res() response: HttpResponse): void {
    response.json(instance.webhook);
  }
}
