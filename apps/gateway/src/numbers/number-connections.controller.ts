import {
  AcceptAccountRequest,
  ConnectNumberRequest,
  DescribeConnectionRequest,
  LogOutNumberRequest,
  OrderBackfillRequest,
  RestartNumberRequest,
  SetNumberRateRequest,
} from '@bkcrm/contracts';
import type { Principal } from '@bkcrm/read-model';
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { CurrentPrincipal } from '../auth/current-agent.decorator.js';
import { Requires } from '../auth/requires.js';
import { IdParameter } from '../http/id-parameter.dto.js';
import { SenderRequests } from '../requests/sender-requests.js';
import {
  BackfillDto,
  BackfillOrderDto,
  ConnectNumberDto,
  NumberConnectionDto,
  NumberRateDto,
  QrCodeOfferDto,
} from './number.dto.js';

/** How a number is connected to WhatsApp: the sender's business. Administrators only, throughout. */
@Requires('numbers.manage')
@Controller('api/v1/numbers/:id')
export class NumberConnectionsController {
  constructor(private readonly requests: SenderRequests) {}

  /** Server, account, what stands in the way, limits, and what has happened to the connection lately. */
  @Get('connection')
  describe(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<NumberConnectionDto> {
    return this.requests.ask(DescribeConnectionRequest, { actorId: agentId, numberId: id });
  }

  /** Begins to link: answers a QR code. Newer ones come as the signal `number.qr-code`, the end as `number.updated`. */
  @Post('connect')
  @HttpCode(200)
  connect(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() { phone }: ConnectNumberDto,
  ): Promise<QrCodeOfferDto> {
    return this.requests.ask(ConnectNumberRequest, { actorId: agentId, numberId: id, phone });
  }

  /** Begins the session anew; the phone stays linked. */
  @Post('restart')
  @HttpCode(200)
  restart(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<NumberConnectionDto> {
    return this.requests.ask(RestartNumberRequest, { actorId: agentId, numberId: id });
  }

  /** Unlinks the phone. The instance is made anew for that, so that it can be linked again. */
  @Post('log-out')
  @HttpCode(200)
  logOut(@CurrentPrincipal() { agentId }: Principal, @Param() { id }: IdParameter): Promise<NumberConnectionDto> {
    return this.requests.ask(LogOutNumberRequest, { actorId: agentId, numberId: id });
  }

  /** Another account than before is linked: this number is that account from now on, and sends again. */
  @Post('accept-account')
  @HttpCode(200)
  acceptAccount(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
  ): Promise<NumberConnectionDto> {
    return this.requests.ask(AcceptAccountRequest, { actorId: agentId, numberId: id });
  }

  /** How fast it may send. */
  @Put('rate')
  setRate(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() { ratePerSecond, burst }: NumberRateDto,
  ): Promise<NumberConnectionDto> {
    return this.requests.ask(SetNumberRateRequest, { actorId: agentId, numberId: id, ratePerSecond, burst });
  }

  /** Looks through what Evolution has stored, for messages that no webhook told us of. It happens as soon as the number is connected. */
  @Post('back-fill')
  @HttpCode(202)
  orderBackfill(
    @CurrentPrincipal() { agentId }: Principal,
    @Param() { id }: IdParameter,
    @Body() { since }: BackfillOrderDto,
  ): Promise<BackfillDto> {
    return this.requests.ask(OrderBackfillRequest, { actorId: agentId, numberId: id, since });
  }
}
