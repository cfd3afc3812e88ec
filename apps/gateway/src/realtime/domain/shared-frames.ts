import type { EncodedEvent } from './encoded-event.js';
import { agentsNamedBy } from './interest.js';
import { project } from './projection.js';
import type { Sight } from './projection.js';
import type { Viewer } from './viewer.js';

/** What one frame says of some events, or that none of them is the viewer's business. */
export interface EventsFrame {
  readonly json: string | null;
  /** How many of the events it covers: those after did not fit. */
  readonly covered: number;
  /** Number of the last event it covers. */
  readonly cursor: number;
  /** Number of the last event in it; where there is none, that of the frame before. */
  readonly sent: number;
}

/** One with something in it. */
export type SentFrame = EventsFrame & { readonly json: string };

/** A frame goes on after the event `prev` of the log `epoch`. */
export interface FramePlace {
  prev: number;
  epoch: string;
}

const frameSize = 128 * 1024;
const mostKept = 256;

/**
 * Frames of events, made once for all who get the same: everybody who keeps up and sees the same departments. What a frame depends on is
 * in the key under which it is kept, so none is ever wrong; those that nobody asks for any more are forgotten with the others.
 */
export class SharedFrames {
  private readonly frames = new Map<string, EventsFrame>();
  /** The agents that the audiences of some events name. */
  private readonly named = new Map<string, Set<string>>();

  /** @param events at least one */
  frameOf(events: readonly EncodedEvent[], { prev, epoch }: FramePlace, viewer: Viewer): EventsFrame {
    if (this.frames.size >= mostKept) this.forget();
    const which = `${events[0]?.seq}-${events.at(-1)?.seq}@${epoch}`;
    const alone = this.namedIn(which, events).has(viewer.agentId) ? viewer.agentId : '';
    const key = `${which}/${prev}/${viewer.group}/${alone}`;
    const known = this.frames.get(key);
    if (known !== undefined) return known;
    const frame = makeFrame(events, { prev, epoch }, viewer.sees);
    this.frames.set(key, frame);
    return frame;
  }

  private namedIn(which: string, events: readonly EncodedEvent[]): Set<string> {
    const known = this.named.get(which);
    if (known !== undefined) return known;
    const named = agentsNamedBy(events);
    this.named.set(which, named);
    return named;
  }

  private forget(): void {
    this.frames.clear();
    this.named.clear();
  }
}

/** As many of the events as fit. */
function makeFrame(events: readonly EncodedEvent[], { prev, epoch }: FramePlace, sees: Sight): EventsFrame {
  const items: string[] = [];
  let [size, covered, cursor, sent] = [0, 0, prev, prev];
  for (const event of events) {
    if (size > frameSize) break;
    const item = project(event, sees);
    cursor = event.seq;
    covered += 1;
    if (item === null) continue;
    items.push(item);
    size += item.length;
    sent = event.seq;
  }
  const json =
    items.length === 0 ? null : `{"prev":${prev},"epoch":${JSON.stringify(epoch)},"items":[${items.join(',')}]}`;
  return { json, covered, cursor, sent };
}
