import { describe, expect, it } from 'vitest';
import { initialPosition, stepPosition } from './position.js';
import type { PositionEffect, PositionInput, PositionState } from './position.js';

const item = (seq: number) => ({ seq, type: 'ticket.updated' as const, at: '', data: seq });
const events = (prev: number, ...seqs: number[]): PositionInput => ({
  type: 'events',
  frame: { prev, epoch: 'e', items: seqs.map(item) },
});
const head = (prev: number, seq: number, epoch = 'e'): PositionInput => ({ type: 'head', frame: { prev, seq, epoch } });
const loaded = (seq: number): PositionInput => ({ type: 'loaded', position: { epoch: 'e', seq } });

/** Runs the inputs and answers the state with the effects, shortened: `load`, `resume 5`, or the numbers applied. */
function run(inputs: PositionInput[], from: PositionState = initialPosition) {
  const effects: (string | number)[] = [];
  let state = from;
  for (const input of inputs) {
    const step = stepPosition(state, input);
    state = step.state;
    effects.push(...step.effects.flatMap(short));
  }
  return { state, effects };
}

function short(effect: PositionEffect): (string | number)[] {
  if (effect.type === 'apply') return effect.items.map(({ seq }) => seq);
  return effect.type === 'resume' ? [`resume ${effect.position.seq}`] : [effect.type];
}

const following = run([{ type: 'connected' }, head(10, 10), loaded(10)]).state;

describe('the first connection', () => {
  it('takes the position of the first head, then loads, then applies what came meanwhile', () => {
    const { state, effects } = run([{ type: 'connected' }, head(10, 10), events(10, 11), events(11, 12), loaded(10)]);
    expect(effects).toEqual(['load', 11, 12]);
    expect(state).toMatchObject({ mode: 'following', position: { epoch: 'e', seq: 12 }, held: [] });
  });

  it('starts over when the connection is cut before the snapshots are there', () => {
    const { effects } = run([
      { type: 'connected' },
      head(10, 10),
      { type: 'disconnected' },
      loaded(10),
      { type: 'connected' },
      head(20, 20),
    ]);
    expect(effects).toEqual(['load', 'load']);
  });

  it('does not take snapshots of an older position for those of the present one', () => {
    const { state } = run([{ type: 'connected' }, head(10, 10), { type: 'reset' }, head(20, 20), loaded(10)]);
    expect(state.mode).toBe('loading');
  });
});

describe('following', () => {
  it('applies what connects and ignores what was applied', () => {
    const { effects } = run([events(10, 11, 12), events(10, 11, 12), events(11, 12, 13)], following);
    expect(effects).toEqual([11, 12, 13]);
  });

  it('asks for what is missing when a frame does not connect', () => {
    const { state, effects } = run([events(10, 11), events(13, 14)], following);
    expect(effects).toEqual([11, 'resume 11']);
    expect(state.mode).toBe('resuming');
  });

  it('also learns from a head that something is missing', () => {
    expect(run([head(12, 12)], following).effects).toEqual(['resume 10']);
  });

  it('moves over events that it may not see', () => {
    const { state, effects } = run([head(10, 15), events(15, 16)], following);
    expect(effects).toEqual([16]);
    expect(state.position?.seq).toBe(16);
  });
});

describe('resuming', () => {
  const cut = run([{ type: 'disconnected' }, { type: 'connected' }, head(20, 20)], following);

  it('does not take the new socket’s first head for something it applied', () => {
    expect(cut.effects).toEqual(['resume 10']);
    expect(cut.state.position?.seq).toBe(10);
  });

  it('drops frames that still follow the old place, for they come again with what was missed', () => {
    const { state, effects } = run(
      [events(20, 21), { type: 'resumed', to: 21 }, events(10, 15, 20), events(20, 21)],
      cut.state,
    );
    expect(effects).toEqual([15, 20, 21]);
    expect(state.mode).toBe('following');
  });

  it('is over when the answer says that nothing was missed', () => {
    expect(run([{ type: 'resumed', to: 10 }], cut.state).state.mode).toBe('following');
  });

  it('is over with the head when the last events were not for this client', () => {
    const { state } = run([{ type: 'resumed', to: 20 }, events(10, 12), head(12, 20)], cut.state);
    expect(state).toMatchObject({ mode: 'following', position: { seq: 20 } });
  });

  it('asks again when the answer itself has a hole', () => {
    const { effects } = run([{ type: 'resumed', to: 20 }, events(10, 11), events(15, 20)], cut.state);
    expect(effects).toEqual([11, 'resume 11']);
  });
});

describe('loading', () => {
  it('holds a bounded number of frames and asks for what it could not hold', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => events(10 + index, 11 + index));
    const loading = run([{ type: 'connected' }, head(10, 10), ...many]).state;
    expect(loading.held.length).toBeLessThanOrEqual(512);
    expect(run([loaded(10)], loading).effects).toEqual(['resume 10']);
  });
});

describe('a reset', () => {
  it('forgets the position and loads afresh from the next head', () => {
    const { state, effects } = run([{ type: 'reset' }, events(10, 11), head(30, 30)], following);
    expect(effects).toEqual(['load']);
    expect(state.position).toEqual({ epoch: 'e', seq: 30 });
  });

  it('follows from another epoch, said or not', () => {
    expect(run([head(5, 5, 'other')], following).effects).toEqual(['load']);
    const other: PositionInput = { type: 'events', frame: { prev: 10, epoch: 'other', items: [item(11)] } };
    expect(run([other, head(5, 5, 'other')], following).effects).toEqual(['load']);
  });
});
