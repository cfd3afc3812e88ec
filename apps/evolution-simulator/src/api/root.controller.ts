import { Controller, Get, HttpCode, Post, UseFilters, UseGuards } from '@nestjs/common';
import { SimulatorConfig } from '../app.config.js';
import { ApiErrorFilter } from './api-error.filter.js';
import { KeyGuard } from './instance.guard.js';

@Controller()
@UseFilters(ApiErrorFilter)
export class RootController {
  constructor(private readonly config: SimulatorConfig) {}

  @Get()
  root(): Record<string, unknown> {
    return {
      status: 200,
      message: 'Welcome to the Evolution API, it is working!',
      version: '2.3.6',
      clientName: 'evolution_exchange',
      manager: `http://${this.config.SIMULATOR_HOST}:${this.config.SIMULATOR_PORT}/manager`,
      documentation: 'https://doc.evolution-api.com',
      whatsappWebVersion: '2.3000.1027934701',
    };
  }

  @Post('verify-creds')
  @HttpCode(200)
  @UseGuards(KeyGuard)
  verify(): Record<string, unknown> {
    return { status: 200, message: 'Credentials are valid' };
  }
}
