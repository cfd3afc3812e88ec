import { array, assert, constant, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isVisible, ModelServer } from './model-server.fixture.js';
import { initialPosition, stepPosition } from './position.js';
import type { LiveItem, Position, PositionInput, PositionState, PositionStep } from './position.js';

type Action = 'write' | 'flush' | 'head' | 'connect' | 'cut' | 'lose' | 'repeat' | 'restore' | 'deliver' | 'load';

/** Mostly work, now and then a fault. */
const actions: [Action, number][] = [
  ['write', 8],
  ['flush', 8],
  ['deliver', 12],
  ['load', 4],
  ['connect', 4],
  ['head', 2],
  ['cut', 1],
  ['lose', 1],
  ['repeat', 1],
  ['restore', 1],
];
type Step = (state: PositionState, input: PositionInput) => PositionStep;

/** A client of the model: its state, and what it applied since it last loaded. */
class ModelClient {
  state = initialPosition;
  start: Position | undefined;
  applied: LiveItem[] = [];
  private loading: Position | undefined;

  constructor(
    private readonly server: ModelServer,
    private readonly step: Step,
  ) {}

  receive(input: PositionInput | undefined): void {
    if (input === undefined) return;
    const { state, effects } = this.step(this.state, input);
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'apply') this.applied.push(...effect.items);
      else if (effect.type === 'load') this.loading = effect.position;
      else this.server.answer(effect);
    }
  }

  load(): void {
    const position = this.loading;
    if (position === undefined) return;
    this.loading = undefined;
    // Only from here on the client holds what belongs to this position.
    if (this.state.mode === 'loading') {
      this.start = position;
      this.applied = [];
    }
    this.receive({ type: 'loaded', position });
  }
}

function play(script: Action[], step: Step): { client: ModelClient; server: ModelServer } {
  const server = new ModelServer();
  const client = new ModelClient(server, step);
  for (const action of script) {
    if (action === 'deliver') client.receive(server.wire.shift());
    else if (action === 'load') client.load();
    else if (action !== 'connect' || !server.isConnected) server[action]();
  }
  settle(client, server);
  return { client, server };
}

/** The faults end: the connection stays, and everything arrives. */
function settle(client: ModelClient, server: ModelServer): void {
  if (!server.isConnected) server.connect();
  for (let round = 0; round < 20; round += 1) {
    while (server.wire.length > 0) client.receive(server.wire.shift());
    client.load();
    server.head();
  }
}

/** What the client should have applied: everything visible after the position that it loaded. */
function expected(client: ModelClient, server: ModelServer): number[] {
  const from = client.start?.seq ?? 0;
  return server.log.map(({ seq }) => seq).filter((seq) => seq > from && isVisible(seq));
}

const scripts = array(oneof(...actions.map(([value, weight]) => ({ weight, arbitrary: constant(value) }))), {
  maxLength: 120,
  size: 'max',
});

function check(step: Step): void {
  assert(
    property(scripts, (script) => {
      const { client, server } = play(script, step);
      expect(client.applied.map(({ seq }) => seq)).toEqual(expected(client, server));
      expect(client.state.mode).toBe('following');
    }),
    { numRuns: 2_000, seed: 20_261_125 },
  );
}

/** Takes every frame for the next one. */
const blind: Step = (state, input) =>
  stepPosition(state, input.type === 'events' ? { ...input, frame: { ...input.frame, prev: 0 } } : input);

/** Believes that the first head of a socket is what it has applied. */
const hasty: Step = (state, input) =>
  stepPosition(
    state.mode === 'greeting' && state.position !== null ? { ...state, mode: 'following' } : state,
    input.type === 'head' ? { ...input, frame: { ...input.frame, prev: 0 } } : input,
  );

/** Applies frames before the snapshots are there. */
const impatient: Step = (state, input) =>
  stepPosition(state.mode === 'loading' ? { ...state, mode: 'following' } : state, input);

/** Compares numbers of different epochs. */
const timeless: Step = (state, input) => {
  if (input.type === 'reset') return { state, effects: [] };
  if (input.type !== 'events' && input.type !== 'head') return stepPosition(state, input);
  const epoch = state.position?.epoch ?? input.frame.epoch;
  return stepPosition(state, { ...input, frame: { ...input.frame, epoch } } as PositionInput);
};

describe('any interleaving of writes, frames, cuts, losses, repetitions, restores and resumes', () => {
  it('ends with everything applied in order, nothing twice, nothing missing', () => {
    check(stepPosition);
  });

  it('would not, if `prev` were not compared', () => {
    expect(() => check(blind)).toThrow();
  });

  it('would not, if the first head of a socket counted as applied', () => {
    expect(() => check(hasty)).toThrow();
  });

  it('would not, if frames were applied before the snapshots are there', () => {
    expect(() => check(impatient)).toThrow();
  });

  it('would not, if the epoch were not compared', () => {
    expect(() => check(timeless)).toThrow();
  });
});
