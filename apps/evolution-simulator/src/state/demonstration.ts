import { Injectable } from '@nestjs/common';
import { SimulatorConfig } from '../app.config.js';
import { Connections } from '../whatsapp/connections.js';
import { Instances } from '../whatsapp/instances.js';
import { People } from '../whatsapp/people.js';
import { Store } from './store.js';

const firstPhone = 5_511_940_001_000;

const people = [
  { phone: '5511987650123', name: 'Mariana Duarte', lid: '128394756102938@lid', device: 'android', addressing: 'pn' },
  { phone: '5511976540011', name: 'João Pedro Sampaio', lid: '216650389471205@lid', device: 'ios', addressing: 'lid' },
  { phone: '553188887777', name: 'Terezinha Nogueira', lid: '91827364550019@lid', device: 'android', addressing: 'pn' },
] as const;

/** The instances that are linked from the start, with somebody to talk to. */
@Injectable()
export class Demonstration {
  constructor(
    private readonly config: SimulatorConfig,
    private readonly store: Store,
    private readonly instances: Instances,
    private readonly connections: Connections,
    private readonly people: People,
  ) {}

  async prepare(): Promise<void> {
    const names = this.config.SIMULATOR_INSTANCES;
    if (names.length > 0 && this.store.state.people.length === 0) {
      for (const person of people) this.people.save({ ...person });
    }
    for (const [index, name] of names.entries()) {
      if (this.store.instance(name) !== undefined) continue;
      const instance = this.instances.add(name);
      await this.connections.link(instance, String(firstPhone + index), 'Padaria Aurora');
    }
  }
}
