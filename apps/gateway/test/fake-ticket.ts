import {
  CreateAgentRequest,
  EditMessageRequest,
  EnsureAdministratorRequest,
  exchanges,
  MarkTicketReadRequest,
  queues,
  RegisterUploadRequest,
  SendMessageRequest,
  UpdateTicketRequest,
} from '@bkcrm/contracts';
import { AmqpServer, BrokerLink, HandleRequest, RequestRefused } from '@bkcrm/messaging';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Payload } from '@nestjs/microservices';
import { brokerExchanges } from '../src/broker.js';

type Handler = (request: never) => unknown;

/** What the fake answers, by type of request; a test puts its own in. */
export const answers = new Map<string, Handler>();

const types = [
  SendMessageRequest,
  UpdateTicketRequest,
  MarkTicketReadRequest,
  CreateAgentRequest,
  EnsureAdministratorRequest,
  RegisterUploadRequest,
  EditMessageRequest,
];
const queue = {
  name: queues.ticketRequests,
  kind: 'requests',
  bindings: types.map(({ type }) => ({ exchange: exchanges.requests, key: type })),
} as const;

function answer(type: string, request: object): unknown {
  const handler = answers.get(type);
  if (handler === undefined) throw new RequestRefused('test.unanswered', 501, `the test answers no ${type}`);
  return handler(request as never);
}

@Controller()
class FakeRequestsConsumer {
  @HandleRequest({ queue, type: SendMessageRequest.type, body: SendMessageRequest })
  async sendMessage(@Payload() request: SendMessageRequest): Promise<unknown> {
    return answer(SendMessageRequest.type, request);
  }

  @HandleRequest({ queue, type: UpdateTicketRequest.type, body: UpdateTicketRequest })
  async updateTicket(@Payload() request: UpdateTicketRequest): Promise<unknown> {
    return answer(UpdateTicketRequest.type, request);
  }

  @HandleRequest({ queue, type: MarkTicketReadRequest.type, body: MarkTicketReadRequest })
  async markRead(@Payload() request: MarkTicketReadRequest): Promise<unknown> {
    return answer(MarkTicketReadRequest.type, request);
  }

  @HandleRequest({ queue, type: CreateAgentRequest.type, body: CreateAgentRequest })
  async createAgent(@Payload() request: CreateAgentRequest): Promise<unknown> {
    return answer(CreateAgentRequest.type, request);
  }

  @HandleRequest({ queue, type: RegisterUploadRequest.type, body: RegisterUploadRequest })
  async registerUpload(@Payload() request: RegisterUploadRequest): Promise<unknown> {
    return answer(RegisterUploadRequest.type, request);
  }

  @HandleRequest({ queue, type: EditMessageRequest.type, body: EditMessageRequest })
  async editMessage(@Payload() request: EditMessageRequest): Promise<unknown> {
    return answer(EditMessageRequest.type, request);
  }

  @HandleRequest({ queue, type: EnsureAdministratorRequest.type, body: EnsureAdministratorRequest })
  async ensureAdministrator(@Payload() request: EnsureAdministratorRequest): Promise<unknown> {
    return answer(EnsureAdministratorRequest.type, request);
  }
}

@Module({ controllers: [FakeRequestsConsumer] })
class FakeTicketModule {}

/** Answers the gateway's requests in the ticket service's place. */
export async function startFakeTicket(amqpUrl: string): Promise<{ link: BrokerLink; close: () => Promise<void> }> {
  const link = new BrokerLink({ url: amqpUrl, connectionName: 'fake-ticket', exchanges: brokerExchanges });
  const server = new AmqpServer(link);
  const app = await NestFactory.createMicroservice(FakeTicketModule, { strategy: server, logger: false });
  link.start();
  await app.listen();
  return {
    link,
    close: async () => {
      await server.drain();
      await app.close();
      await link.close();
    },
  };
}
