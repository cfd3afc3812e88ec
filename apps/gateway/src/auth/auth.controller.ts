import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { HttpRequest } from '../http/http.js';
import { Public } from './access.guard.js';
import { LoginAnswer, LoginDto } from './login.dto.js';
import { Login } from './login.js';

@Controller('api/v1/auth')
export class AuthController {
  constructor(private readonly login: Login) {}

  /** Exchanges an e-mail address and a password for an access token. */
  @Public()
  @Post('login')
  @HttpCode(200)
  logIn(@Body() { email, password }: LoginDto, @Req() request: HttpRequest): Promise<LoginAnswer> {
    return this.login.execute(email, password, request.ip ?? '');
  }
}
