import { describe, expect, it } from 'vitest';
import { placeMessage } from './ticket-span.js';
import type { PlacementRules, Span } from './ticket-span.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 12, minute));
const rules: PlacementRules = { adoptedAt: at(0), reopenWithinMs: 30 * 60_000, now: at(200) };
const open: Span = { ticketId: 'open', openedAt: at(100), resolvedAt: null, mergedAway: false };
const resolved: Span = { ticketId: 'resolved', openedAt: at(10), resolvedAt: at(50), mergedAway: false };

describe('placeMessage', () => {
  it('opens a ticket for the first message of a customer', () => {
    expect(placeMessage({ sentAt: at(60), opens: true }, [], rules)).toEqual({ kind: 'opens' });
  });

  it('opens nothing for history and for what was typed on the phone', () => {
    expect(placeMessage({ sentAt: at(60), opens: false }, [], rules)).toEqual({ kind: 'none' });
  });

  it('opens nothing for a message older than the adoption of the number', () => {
    expect(placeMessage({ sentAt: at(-1), opens: true }, [], rules)).toEqual({ kind: 'none' });
  });

  it('counts a message of the very second of the adoption', () => {
    const adoptedAt = new Date(Number(at(60)) + 700);
    expect(placeMessage({ sentAt: at(60), opens: true }, [], { ...rules, adoptedAt })).toEqual({ kind: 'opens' });
  });

  it('puts whatever comes while a ticket is open into it', () => {
    expect(placeMessage({ sentAt: at(101), opens: true }, [open, resolved], rules)).toEqual({
      kind: 'inside',
      ticketId: 'open',
    });
    expect(placeMessage({ sentAt: at(101), opens: false }, [open], rules)).toEqual({
      kind: 'inside',
      ticketId: 'open',
    });
  });

  it('lets a late first message start the ticket earlier', () => {
    expect(placeMessage({ sentAt: at(99), opens: true }, [open, resolved], rules)).toEqual({
      kind: 'extends',
      ticketId: 'open',
    });
    expect(placeMessage({ sentAt: at(99), opens: false }, [open], rules)).toEqual({ kind: 'none' });
  });

  it('files older messages silently in the span they belong to', () => {
    expect(placeMessage({ sentAt: at(20), opens: true }, [open, resolved], rules)).toEqual({
      kind: 'inside',
      ticketId: 'resolved',
    });
    expect(placeMessage({ sentAt: at(5), opens: false }, [resolved], rules)).toEqual({ kind: 'none' });
  });

  it('reopens a ticket that was resolved a short while ago, and opens a new one later', () => {
    const message = { sentAt: at(60), opens: true };
    expect(placeMessage(message, [resolved], { ...rules, now: at(61) })).toEqual({
      kind: 'reopens',
      ticketId: 'resolved',
    });
    expect(placeMessage(message, [resolved], { ...rules, now: at(81) })).toEqual({ kind: 'opens' });
  });

  it('ignores tickets that were merged away', () => {
    expect(placeMessage({ sentAt: at(101), opens: true }, [{ ...open, mergedAway: true }], rules)).toEqual({
      kind: 'opens',
    });
  });
});
