import { Clock, SystemClock } from '@bkcrm/observability';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ChatController } from './api/chat.controller.js';
import { FindController } from './api/find.controller.js';
import { GroupController } from './api/group.controller.js';
import { InstanceController } from './api/instance.controller.js';
import { InstanceCreation } from './api/instance-creation.js';
import { MediaSource } from './api/media-source.js';
import { MessageChanges } from './api/message-changes.js';
import { MessageController } from './api/message.controller.js';
import { RootController } from './api/root.controller.js';
import { Sending } from './api/sending.js';
import { SettingsController } from './api/settings.controller.js';
import { WebhookController } from './api/webhook.controller.js';
import { WebhookRows } from './api/webhook-rows.js';
import { SimulatorConfig } from './app.config.js';
import { ControlController } from './control/control.controller.js';
import { ControlTarget } from './control/control-target.js';
import { ConversationController } from './control/conversation.controller.js';
import { Faults } from './faults/faults.js';
import { WebhookFaults } from './faults/webhook-faults.js';
import { PhoneController } from './phone/phone.controller.js';
import { Demonstration } from './state/demonstration.js';
import { StateFile } from './state/state-file.js';
import { Store } from './state/store.js';
import { DeliveryLog } from './webhooks/delivery-log.js';
import { WebhookClient } from './webhooks/webhook-client.js';
import { Webhooks } from './webhooks/webhooks.js';
import { Connections } from './whatsapp/connections.js';
import { ContactActions } from './whatsapp/contact-actions.js';
import { Incoming } from './whatsapp/incoming.js';
import { Instances } from './whatsapp/instances.js';
import { Outgoing } from './whatsapp/outgoing.js';
import { People } from './whatsapp/people.js';
import { Statuses } from './whatsapp/statuses.js';

const evolutionApi = [
  RootController,
  InstanceController,
  WebhookController,
  SettingsController,
  MessageController,
  ChatController,
  FindController,
  GroupController,
];

@Module({})
export class SimulatorModule {
  static for(config: SimulatorConfig): DynamicModule {
    return {
      module: SimulatorModule,
      controllers: [PhoneController, ...evolutionApi, ControlController, ConversationController],
      providers: [
        { provide: SimulatorConfig, useValue: config },
        { provide: Clock, useClass: SystemClock },
        Connections,
        ContactActions,
        ControlTarget,
        DeliveryLog,
        Demonstration,
        Faults,
        Incoming,
        InstanceCreation,
        Instances,
        MediaSource,
        MessageChanges,
        Outgoing,
        People,
        Sending,
        StateFile,
        Statuses,
        Store,
        WebhookClient,
        WebhookFaults,
        WebhookRows,
        Webhooks,
      ],
    };
  }
}
