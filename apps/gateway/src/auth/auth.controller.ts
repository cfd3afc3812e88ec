import type { KnownAgent } from '@bkcrm/read-model';
import { toAgentResource } from '@bkcrm/read-model';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { GatewayConfig } from '../app.config.js';
import { CallerOf } from '../http/caller.js';
import type { Caller } from '../http/caller.js';
import type { HttpRequest, HttpResponse } from '../http/http.js';
import { problems } from '../http/problem.js';
import { RefreshCookie } from '../sessions/refresh-cookie.js';
import { Sessions } from '../sessions/sessions.js';
import type { HeldSession } from '../sessions/sessions.js';
import { Public, Requires } from './requires.js';
import type { Authenticated } from './authentication.js';
import { CurrentAccess } from './current-agent.decorator.js';
import { KnownAgents } from './known-agents.js';
import { ChangePasswordDto, LoginAnswer, LoginDto, RefreshDto, ResetPasswordDto } from './login.dto.js';
import { Login } from './login.js';
import { PasswordChanges } from './password-changes.js';
import { Tokens } from './tokens.js';

@Controller('api/v1/auth')
export class AuthController {
  private readonly cookie: RefreshCookie;

  constructor(
    private readonly login: Login,
    private readonly sessions: Sessions,
    private readonly tokens: Tokens,
    private readonly agents: KnownAgents,
    private readonly passwords: PasswordChanges,
    config: GatewayConfig,
  ) {
    this.cookie = new RefreshCookie(config);
  }

  /** Exchanges an e-mail address and a password for an access token, and opens a session that renews it. */
  @Public()
  @Post('login')
  @HttpCode(200)
  async logIn(
    @Body() { email, password, code, refresh }: LoginDto,
    @CallerOf() caller: Caller,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<LoginAnswer> {
    const { agent, session } = await this.login.execute({ email, password, code }, caller);
    return this.answer(agent, session, refresh, request, response);
  }

  /** A fresh access token, for a refresh token in the body or in the cookie. Each refresh token is good once. */
  @Public()
  @Post('refresh')
  @HttpCode(200)
  async refresh(
    @Body() { refreshToken }: RefreshDto,
    @CallerOf() caller: Caller,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<LoginAnswer> {
    const session = await this.sessions.refresh(refreshToken ?? this.cookie.read(request), caller);
    const agent = await this.agents.getActive(session.agentId).catch(() => {
      throw problems.invalidRefreshToken();
    });
    return this.answer(agent, session, refreshToken === undefined ? 'cookie' : 'body', request, response);
  }

  /** Ends the session of the refresh token in the body or the cookie. */
  @Public()
  @Post('logout')
  @HttpCode(204)
  async logOut(
    @Body() { refreshToken }: RefreshDto,
    @CallerOf() caller: Caller,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<void> {
    const sessionId = this.sessions.sessionOf(refreshToken ?? this.cookie.read(request));
    if (refreshToken === undefined) this.cookie.clear(request, response);
    const session = sessionId === undefined ? undefined : await this.sessions.find(sessionId);
    if (session === undefined) return;
    const { id, agentId } = session;
    await this.sessions.end({ agentId, sessionId: id }, 'logout', { actorId: agentId, caller });
  }

  /** Ends all other sessions of the agent. */
  @Requires('account.manage')
  @Post('change-password')
  @HttpCode(204)
  async changePassword(
    @CurrentAccess() access: Authenticated,
    @Body() { currentPassword, newPassword }: ChangePasswordDto,
    @CallerOf() caller: Caller,
  ): Promise<void> {
    await this.login.confirm(access.agent, currentPassword, caller);
    await this.passwords.change(access.agent.id, newPassword, access.sessionId, caller);
  }

  /** Sets a password by a link that an administrator gave, and ends all sessions of the agent. */
  @Public()
  @Post('reset-password')
  @HttpCode(204)
  async resetPassword(@Body() { token, password }: ResetPasswordDto, @CallerOf() caller: Caller): Promise<void> {
    await this.passwords.reset(token, password, caller);
  }

  private answer(
    agent: KnownAgent,
    session: HeldSession,
    delivery: 'cookie' | 'body',
    request: HttpRequest,
    response: HttpResponse,
  ): LoginAnswer {
    const { accessToken, expiresAt } = this.tokens.issue(session);
    if (delivery === 'cookie') this.cookie.set(request, response, session.refreshToken, session.endsAt);
    return {
      accessToken,
      expiresAt: expiresAt.toISOString(),
      agent: toAgentResource(agent),
      ...(delivery === 'body' ? { refreshToken: session.refreshToken } : {}),
    };
  }
}
