import type { RequestBody, DepartmentSummary } from '@bkcrm/contracts';
import { CreateDepartmentRequest } from '@bkcrm/contracts';
import { Database, isUniqueViolation } from '@bkcrm/database';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { refusals } from '../requests/refusals.js';
import { getActor } from './actor.js';

@Injectable()
export class CreateDepartment {
  constructor(private readonly database: Database) {}

  async execute(request: RequestBody<CreateDepartmentRequest>): Promise<DepartmentSummary> {
    try {
      return await this.database.transaction(async (tx) => {
        await getActor(tx, request.actorId, 'departments.manage');
        const department = { id: request.id ?? uuid(), name: request.name };
        await tx.query('INSERT INTO department (id, name) VALUES ($1, $2)', [department.id, department.name]);
        return department;
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw refusals.departmentExists();
      throw error;
    }
  }
}
