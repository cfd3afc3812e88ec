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
 * - `greeting`: a socket, but not yet its first head.
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
  /** Frames that cannot be applied yet. */
  held: HeldFrame[];
}

/** What a frame covers: everything this client may see after `prev`, up to and including `upTo`. */
export interface HeldFrame {
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
  | { type: 'resume'; position: Position }
  /** Take a new socket and start from its head. */
  | { type: 'restart' };

export interface PositionStep {
  state: PositionState;
  effects: PositionEffect[];
}

const mostHeld = 512;

export const initialPosition: PositionState = { mode: 'down', position: null, loaded: false, target: null, held: [] };

/**
 * The rules that keep a client's copy without holes and without repetitions, whatever the connection does. Pure.
 *
 * A frame with `prev` p and last number l carries everything this client may see in (p, l]. So it may be applied when
 * p is not above the position; what is not above the position in it is left out. Anything else waits and asks for a resume.
 */
export function stepPosition(state: PositionState, input: PositionInput): PositionStep {
  switch (input.type) {
    case 'connected':
      return only({ ...state, mode: 'greeting', target: null, held: [] });
    case 'disconnected':
      return only({ ...dropUnloaded(state), mode: 'down', target: null, held: [] });
    case 'reset':
      return state.mode === 'down' ? only(state) : restart();
    case 'loaded':
      return onLoaded(state, input.position);
    case 'resumed':
      if (state.mode !== 'resuming') return only(state);
      return settle({ ...state, target: input.to });
    case 'head':
      return onHead(state, input.frame);
    default:
      return onEvents(state, input.frame);
  }
}

function onHead(state: PositionState, head: HeadFrame): PositionStep {
  if (state.mode === 'down') return only(state);
  if (state.position === null) {
    const position = { epoch: head.epoch, seq: head.seq };
    return { state: { ...state, mode: 'loading', position, loaded: false }, effects: [{ type: 'load', position }] };
  }
  if (head.epoch !== state.position.epoch) return restart();
  // The first head of a socket tells where that socket starts, not what this client has applied.
  if (state.mode === 'greeting') return resume(state);
  return settle({ ...state, held: hold(state, { prev: head.prev, upTo: head.seq, items: [] }) });
}

function onEvents(state: PositionState, frame: EventFrame): PositionStep {
  if (state.mode === 'down' || state.position === null) return only(state);
  if (frame.epoch !== state.position.epoch) return restart();
  const upTo = frame.items.at(-1)?.seq ?? frame.prev;
  return settle({ ...state, held: hold(state, { prev: frame.prev, upTo, items: frame.items }) });
}

function onLoaded(state: PositionState, position: Position): PositionStep {
  const isCurrent =
    state.mode === 'loading' && state.position?.epoch === position.epoch && state.position.seq === position.seq;
  if (!isCurrent) return only(state);
  return settle({ ...state, mode: 'following', loaded: true });
}

/** Applies whatever of the held frames connects to the position, then decides whether something is missing. */
function settle(state: PositionState): PositionStep {
  if (state.position === null || state.mode === 'loading' || state.mode === 'greeting') return only(state);
  const { epoch } = state.position;
  let seq = state.position.seq;
  const items: LiveItem[] = [];
  const waiting = [...state.held].sort((a, b) => a.prev - b.prev);
  for (let frame = waiting[0]; frame !== undefined && frame.prev <= seq; frame = waiting[0]) {
    waiting.shift();
    for (const item of frame.items) {
      if (item.seq <= seq) continue;
      items.push(item);
      seq = item.seq;
    }
    seq = Math.max(seq, frame.upTo);
  }
  const next: PositionState = { ...state, position: { epoch, seq }, held: waiting };
  const effects: PositionEffect[] = items.length === 0 ? [] : [{ type: 'apply', epoch, items }];
  if (state.mode === 'resuming') {
    const isDone = state.target !== null && seq >= state.target;
    if (!isDone) return { state: next, effects };
    next.mode = 'following';
    next.target = null;
  }
  if (waiting.length === 0) return { state: next, effects };
  const resumed = resume(next);
  return { state: resumed.state, effects: [...effects, ...resumed.effects] };
}

function resume(state: PositionState): PositionStep {
  const { position } = state;
  if (position === null) return only(state);
  // What was held is part of the answer.
  return { state: { ...state, mode: 'resuming', target: null, held: [] }, effects: [{ type: 'resume', position }] };
}

function restart(): PositionStep {
  return { state: initialPosition, effects: [{ type: 'restart' }] };
}

function hold(state: PositionState, frame: HeldFrame): HeldFrame[] {
  if (state.position !== null && frame.upTo <= state.position.seq) return state.held;
  // Beyond the limit only the newest is kept: enough to see later that something is missing, and to ask for it.
  return state.held.length < mostHeld ? [...state.held, frame] : [frame];
}

function dropUnloaded(state: PositionState): PositionState {
  return state.loaded ? state : initialPosition;
}

function only(state: PositionState): PositionStep {
  return { state, effects: [] };
}
