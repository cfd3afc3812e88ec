import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { BrokerLink } from './broker-link.js';
import { Publisher } from './publisher.js';
import { Requester } from './requester.js';

/** Gives `BrokerLink`, `Publisher` and `Requester` to the whole application. */
@Module({})
export class MessagingModule {
  static forRoot(link: BrokerLink): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: BrokerLink, useValue: link },
        { provide: Publisher, useValue: new Publisher(link) },
        { provide: Requester, useValue: new Requester(link) },
      ],
      exports: [BrokerLink, Publisher, Requester],
    };
  }
}
