import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';
import type { Fault } from './fault.js';

/** The faults that are set, in the order they were set in. The first that matches strikes. */
@Injectable()
export class Faults {
  private set: Fault[] = [];
  private lastId = 0;
  /** Tells those who hold something back to let go. */
  readonly cleared = new Subject<void>();

  get all(): readonly Fault[] {
    return this.set;
  }

  add(fault: Omit<Fault, 'id'>): Fault {
    const added = { ...fault, id: `fault-${++this.lastId}` };
    this.set.push(added);
    return added;
  }

  clear(id?: string): void {
    this.set = id === undefined ? [] : this.set.filter((fault) => fault.id !== id);
    this.cleared.next();
  }

  /** The fault that strikes, counted down. */
  strike(on: Fault['on'], { instance, name }: { instance: string; name: string }): Fault | undefined {
    const fault = this.set.find((candidate) => {
      const pattern = on === 'rest' ? candidate.endpoint : candidate.event;
      return (
        candidate.on === on &&
        candidate.remaining !== 0 &&
        (candidate.instance === undefined || candidate.instance === instance) &&
        (pattern === '*' || pattern === name)
      );
    });
    if (fault !== undefined && fault.remaining !== null) fault.remaining--;
    return fault;
  }
}
