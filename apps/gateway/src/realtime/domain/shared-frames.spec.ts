import { describe, expect, it } from 'vitest';
import { anEncodedEvent, forAll, forDepartment, seesDepartment } from './events.fixture.js';
import { SharedFrames } from './shared-frames.js';
import type { Viewer } from './viewer.js';

const viewer = (agentId: string, department: string): Viewer => ({
  agentId,
  group: department,
  sees: (audience) => seesDepartment(department)(audience) || audience.agentIds.includes(agentId),
});
const itemsOf = (json: string | null): number[] =>
  json === null ? [] : (JSON.parse(json) as { items: { seq: number }[] }).items.map(({ seq }) => seq);

describe('SharedFrames', () => {
  const events = [
    anEncodedEvent(1),
    anEncodedEvent(2, { audienceBefore: null, audienceAfter: forDepartment('sales') }),
    anEncodedEvent(3, { audienceBefore: null, audienceAfter: forDepartment('support') }),
  ];
  const place = { prev: 0, epoch: 'db.1' };

  it('makes one frame for all of a department, and another for each other department, place and log', () => {
    const frames = new SharedFrames();
    const ana = frames.frameOf(events, place, viewer('ana', 'sales'));
    expect(frames.frameOf(events, place, viewer('bia', 'sales'))).toBe(ana);
    expect(itemsOf(ana.json)).toEqual([1, 2]);
    expect(ana).toMatchObject({ covered: 3, cursor: 3, sent: 2 });
    expect(itemsOf(frames.frameOf(events, place, viewer('caio', 'support')).json)).toEqual([1, 3]);
    expect(JSON.parse(frames.frameOf(events, { ...place, prev: -1 }, viewer('ana', 'sales')).json ?? '')).toMatchObject(
      {
        prev: -1,
      },
    );
    expect(
      JSON.parse(frames.frameOf(events, { ...place, epoch: 'db.2' }, viewer('ana', 'sales')).json ?? ''),
    ).toMatchObject({ epoch: 'db.2' });
    expect(itemsOf(frames.frameOf(events.slice(0, 1), place, viewer('ana', 'sales')).json)).toEqual([1]);
  });

  it.each(['audienceBefore', 'audienceAfter'] as const)(
    'gives whom an event names (%s) a frame of their own',
    (side) => {
      const audiences = { audienceBefore: forDepartment('support'), audienceAfter: forDepartment('support') };
      const named = { everyone: false, departmentIds: ['support'], agentIds: ['ana'] };
      const frames = new SharedFrames();
      const some = [anEncodedEvent(1, { ...audiences, [side]: named }), anEncodedEvent(2, { audienceAfter: forAll })];
      expect(itemsOf(frames.frameOf(some, place, viewer('bia', 'sales')).json)).toEqual([2]);
      expect(itemsOf(frames.frameOf(some, place, viewer('ana', 'sales')).json)).toEqual([1, 2]);
      expect(itemsOf(frames.frameOf(some, place, viewer('caio', 'sales')).json)).toEqual([2]);
    },
  );

  it('says where a viewer is after events that are none of their business', () => {
    const others = [anEncodedEvent(7, { audienceBefore: null, audienceAfter: forDepartment('support') })];
    expect(new SharedFrames().frameOf(others, { prev: 5, epoch: 'db.1' }, viewer('ana', 'sales'))).toEqual({
      json: null,
      covered: 1,
      cursor: 7,
      sent: 5,
    });
  });
});
