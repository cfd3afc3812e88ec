import { Controller, Get } from '@nestjs/common';
import { Requires } from '../auth/requires.js';
import { ReadSystem } from './read-system.js';
import { SystemDto } from './system.dto.js';

@Requires('system.read')
@Controller('api/v1/system')
export class SystemController {
  constructor(private readonly system: ReadSystem) {}

  /** How the running system does, now. What is not known is null. The socket command `system:watch` shows it as it changes. */
  @Get()
  read(): Promise<SystemDto> {
    return this.system.execute();
  }
}
