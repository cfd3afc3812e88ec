import { Controller, Get, Param, Query, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { FaultInterceptor } from '../faults/fault.interceptor.js';
import type { Instance } from '../state/instance.js';
import { phoneJid } from '../whatsapp/domain/jid.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { ApiError } from './api-error.js';
import { InstancePipe } from './body.js';
import { InstanceGuard } from './instance.guard.js';

@Controller('group')
@UseGuards(InstanceGuard)
@UseInterceptors(FaultInterceptor)
@UseFilters(ApiErrorFilter)
export class GroupController {
  @Get('findGroupInfos/:instance')
  findGroupInfos(
    @Param('instance', InstancePipe) instance: Instance,
    @Query('groupJid') groupJid: string,
  ): Record<string, unknown> {
    const group = instance.groups.find(({ id }) => id === groupJid);
    if (group === undefined) throw new ApiError(404, ['Error fetching group', 'Error: item-not-found']);
    return {
      id: group.id,
      subject: group.subject,
      subjectTime: group.creation,
      pictureUrl: null,
      size: group.members.length + 1,
      creation: group.creation,
      owner: instance.wuid,
      restrict: false,
      announce: false,
      participants: [
        { id: instance.wuid, admin: 'superadmin' },
        ...group.members.map((phone) => ({ id: phoneJid(phone), admin: null })),
      ],
      isCommunity: false,
      isCommunityAnnounce: false,
    };
  }
}
