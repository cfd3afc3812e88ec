import type { KnownAgent } from '@bkcrm/read-model';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CurrentAgent } from '../auth/current-agent.decorator.js';
import { Login } from '../auth/login.js';
import { Requires } from '../auth/requires.js';
import { CallerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import { CodeDto, Enrolment, PasswordDto, RecoveryCodes, TwoFactorState } from './two-factor.dto.js';
import { TwoFactor } from './two-factor.js';

/** The second proof at one's own login. */
@Requires('account.manage')
@Controller('api/v1/two-factor')
export class TwoFactorController {
  constructor(
    private readonly twoFactor: TwoFactor,
    private readonly login: Login,
  ) {}

  @Get()
  async state(@CurrentAgent() agent: KnownAgent): Promise<TwoFactorState> {
    return { enabled: await this.twoFactor.isOn(agent.id) };
  }

  /** Begins: what the authenticator app needs. Nothing changes before a code is confirmed. */
  @Post('enrol')
  @HttpCode(200)
  async enrol(
    @CurrentAgent() agent: KnownAgent,
    @Body() { password }: PasswordDto,
    @CallerOf() caller: Caller,
  ): Promise<Enrolment> {
    await this.login.confirm(agent, password, caller);
    return this.twoFactor.begin(agent);
  }

  /** From now on logins need a code. */
  @Post('confirm')
  @HttpCode(200)
  async confirm(
    @CurrentAgent() agent: KnownAgent,
    @Body() { code }: CodeDto,
    @CallerOf() caller: Caller,
  ): Promise<RecoveryCodes> {
    return { recoveryCodes: await this.twoFactor.confirm(agent.id, code, caller) };
  }

  /** Logins need the password alone again. */
  @Post('disable')
  @HttpCode(204)
  async disable(
    @CurrentAgent() agent: KnownAgent,
    @Body() { password }: PasswordDto,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await this.login.confirm(agent, password, caller);
    await this.twoFactor.disable(agent.id, agent.id, caller);
  }
}
