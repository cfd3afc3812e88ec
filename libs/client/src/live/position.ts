import type { EventFrame, HeadFrame } from '@bkcrm/contracts';

/** A place in the event log. */
export interface Position {
  /** Opaque; another one means that numbers cannot be compared. */
  epoch: string;
  /** Number of the last event applied. */
  seq: number;
}

export type LiveItem = EventFrame['items'][number];

/**
 * How far this client has followed the log.
 *
 * - `down`: no socket.
 * - `greeting`: a socket, but not yet the head that it starts with.
 * - `loading`: the position is taken, the snapshots are on their way; frames are held until they are there.
 * - `resuming`: asked for what was missed. Done when `target` is reached; null until the answer says it.
 * - `following`: everything the server sent is applied.
 */
export interface PositionState {
  mode: 'down' | 'greeting' | 'loading' | 'resuming' | 'following';
  position: Position | null;
  /** Whether the snapshots of this position were loaded. */
  loaded: boolean;
  target: number | null;
  /** Frames that arrived while loading, in their order. */
  held: Span[];
}

/** What a frame covers: everything this client may see after `prev`, up to and including `upTo`. */
export interface Span {
  prev: number;
  upTo: number;
  items: LiveItem[];
}

export type PositionInput =
  | { type: 'connected' }
  | { type: 'disconnected' }
  | { type: 'head'; frame: HeadFrame }
  | { type: 'events'; frame: EventFrame }
  | { type: 'reset' }
  | { type: 'loaded'; position: Position }
  | { type: 'resumed'; to: number };

export type PositionEffect =
  /** Apply these, in this order; none was applied before and none is missing between them. */
  | { type: 'apply'; epoch: string; items: LiveItem[] }
  | { type: 'load'; position: Position }
  | { type: 'resume'; position: Position };

export interface PositionStep {
  state: PositionState;
  effects: PositionEffect[];
}

const mostHeld = 512;

export const initialPosition: PositionState = { mode: 'down', position: null, loaded: false, target: null, held: [] };

/** What was applied is worth nothing any more: the next head gives a new position. */
const startAfresh: PositionState = { ...initialPosition, mode: 'greeting' };

/**
 * The rules that keep a client's copy without holes and without repetitions, whatever the connection does. Pure.
 *
 * A frame with `prev` p and last number l carries everything this client may see in (p, l]. So it may be applied when
 * p is not above the position; what is not above the position in it is left out. Anything else shows that something is
 * missing: it is dropped and asked for again, with all the rest, by a resume.
 */
export function stepPosition(state: PositionState, input: PositionInput): PositionStep {
  switch (input.type) {
    case 'connected':
      return only({ ...state, mode: 'greeting', target: null, held: [] });
    case 'disconnected':
      return only({ ...dropUnloaded(state), mode: 'down', target: null, held: [] });
    case 'reset':
      return state.mode === 'down' ? only(state) : only(startAfresh);
    case 'loaded':
      return onLoaded(state, input.position);
    case 'resumed':
      return onResumed(state, input.to);
    case 'head':
      return onHead(state, input.frame);
    default:
      return onEvents(state, input.frame);
  }
}

function onHead(state: PositionState, head: HeadFrame): PositionStep {
  if (state.mode === 'down') return only(state);
  if (state.position === null || head.epoch !== state.position.epoch) {
    const position = { epoch: head.epoch, seq: head.seq };
    return { state: { ...startAfresh, mode: 'loading', position }, effects: [{ type: 'load', position }] };
  }
  // The first head of a socket tells where that socket starts, not what this client has applied.
  if (state.mode === 'greeting') return resume(state);
  return take(state, { prev: head.prev, upTo: head.seq, items: [] });
}

function onEvents(state: PositionState, frame: EventFrame): PositionStep {
  if (state.position === null) return only(state);
  if (state.mode === 'down' || state.mode === 'greeting') return only(state);
  if (frame.epoch !== state.position.epoch) return only(startAfresh);
  return take(state, { prev: frame.prev, upTo: frame.items.at(-1)?.seq ?? frame.prev, items: frame.items });
}

function onLoaded(state: PositionState, position: Position): PositionStep {
  const isCurrent =
    state.mode === 'loading' && state.position?.epoch === position.epoch && state.position.seq === position.seq;
  if (!isCurrent) return only(state);
  return state.held.reduce<PositionStep>(
    (before, span) => {
      const { state: next, effects } = take(before.state, span);
      return { state: next, effects: [...before.effects, ...effects] };
    },
    only({ ...state, mode: 'following', loaded: true, held: [] }),
  );
}

function onResumed(state: PositionState, to: number): PositionStep {
  if (state.mode !== 'resuming' || state.position === null) return only(state);
  if (state.position.seq >= to) return only({ ...state, mode: 'following', target: null });
  return only({ ...state, target: to });
}

/** Applies what the span adds to the position, if it connects. */
function take(state: PositionState, span: Span): PositionStep {
  const { mode, position, target } = state;
  if (position === null) return only(state);
  if (mode === 'loading') return only({ ...state, held: hold(state.held, span) });
  if (span.prev > position.seq) {
    // Before the answer to a resume, frames still follow the old place. After it they start from the position.
    const isOutdated = mode === 'resuming' && target === null;
    return isOutdated ? only(state) : resume(state);
  }
  const items = span.items.filter(({ seq }) => seq > position.seq);
  const seq = Math.max(position.seq, span.upTo);
  const isDone = mode === 'following' || (target !== null && seq >= target);
  return {
    state: {
      ...state,
      mode: isDone ? 'following' : 'resuming',
      target: isDone ? null : target,
      position: { ...position, seq },
    },
    effects: items.length === 0 ? [] : [{ type: 'apply', epoch: position.epoch, items }],
  };
}

function resume(state: PositionState): PositionStep {
  const { position } = state;
  if (position === null) return only(state);
  return { state: { ...state, mode: 'resuming', target: null }, effects: [{ type: 'resume', position }] };
}

/** Beyond the limit only the newest is kept: enough to see later that something is missing. */
function hold(held: Span[], span: Span): Span[] {
  return held.length < mostHeld ? [...held, span] : [span];
}

function dropUnloaded(state: PositionState): PositionState {
  return state.loaded ? state : initialPosition;
}

function only(state: PositionState): PositionStep {
  return { state, effects: [] };
}
