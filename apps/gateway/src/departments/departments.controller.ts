import type { DepartmentSummary } from '@bkcrm/contracts';
import { Database } from '@bkcrm/database';
import { RequestRefused } from '@bkcrm/messaging';
import { listDepartments } from '@bkcrm/read-model';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { IdempotencyKey } from '../http/idempotency-key.js';
import { TicketRequests } from '../requests/ticket-requests.js';
import { DepartmentDto } from '../resources/agent.dto.js';
import { DepartmentPage } from '../resources/pages.dto.js';
import { CreateDepartmentDto } from './department.dto.js';

@Controller('api/v1/departments')
export class DepartmentsController {
  constructor(
    private readonly database: Database,
    private readonly requests: TicketRequests,
  ) {}

  /** All departments, by name. */
  @Requires('departments.read')
  @Get()
  async list(@CurrentPrincipal() principal: Principal): Promise<DepartmentPage> {
    return { items: await listDepartments(this.database, principal), nextCursor: null };
  }

  /** Administrators only. */
  @Requires('departments.manage')
  @Post()
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'A UUID; becomes the id.' })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body() { name }: CreateDepartmentDto,
    @IdempotencyKey() id: string | undefined,
  ): Promise<DepartmentDto> {
    try {
      return await this.requests.createDepartment(principal.agentId, { id, name });
    } catch (error) {
      const made = error instanceof RequestRefused ? await this.find(principal, { id, name }) : undefined;
      if (made === undefined) throw error;
      return made;
    }
  }

  /** What an earlier call with the same key made. */
  private async find(
    principal: Principal,
    { id, name }: { id: string | undefined; name: string },
  ): Promise<DepartmentSummary | undefined> {
    const departments = await listDepartments(this.database, principal);
    return departments.find((department) => department.id === id && department.name === name);
  }
}
