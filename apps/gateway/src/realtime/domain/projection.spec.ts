import { describe, expect, it } from 'vitest';
import { anEncodedEvent, forAll, forDepartment, seesDepartment } from './events.fixture.js';
import { project } from './projection.js';

const sales = forDepartment('sales');
const support = forDepartment('support');
const sees = seesDepartment('sales');

describe('what one receiver gets of an event', () => {
  it('is all of it when they may see it', () => {
    expect(project(anEncodedEvent(7, { audienceAfter: sales }), sees)).toBe(
      '{"seq":7,"type":"ticket.updated","at":"2026-11-25T12:00:00.000Z","data":{"id":"t7"}}',
    );
  });

  it('is all of it when they may see it only now', () => {
    expect(project(anEncodedEvent(7, { audienceBefore: support, audienceAfter: sales }), sees)).toContain('"data"');
  });

  it('is the removal of the ticket when they could see it only before', () => {
    expect(
      JSON.parse(project(anEncodedEvent(7, { audienceBefore: sales, audienceAfter: support }), sees) ?? ''),
    ).toEqual({ seq: 7, type: 'ticket.removed', at: '2026-11-25T12:00:00.000Z', data: { id: 't7' } });
  });

  it('is nothing when they can see it neither before nor now', () => {
    expect(project(anEncodedEvent(7, { audienceBefore: support, audienceAfter: support }), sees)).toBeNull();
  });

  it('is nothing of a message that left their sight: the ticket takes it along', () => {
    const event = anEncodedEvent(7, { type: 'message.updated', audienceBefore: forAll, audienceAfter: support });
    expect(project(event, sees)).toBeNull();
  });

  it('is nothing of what was created out of their sight', () => {
    expect(project(anEncodedEvent(7, { audienceBefore: null, audienceAfter: support }), sees)).toBeNull();
  });
});
