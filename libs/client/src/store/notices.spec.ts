import type { NoticeResource } from '@bkcrm/contracts';
import { describe, expect, it } from 'vitest';
import { applyNotice, applyNotices, applyNoticesSeen, unseenNotices } from './notices.js';
import { initialState } from './state.js';

const notice = (id: string, begunAt: string, overAt: string | null = null): NoticeResource => ({
  id,
  kind: 'service-down',
  subject: id,
  text: '',
  data: {},
  begunAt,
  overAt,
});

describe('notices', () => {
  it('are unseen while they last, until they are seen, and each for itself', () => {
    let state = applyNotices(initialState, {
      seenAt: '2026-06-15T10:00:00.000Z',
      items: [notice('old', '2026-06-15T09:00:00.000Z'), notice('new', '2026-06-15T11:00:00.000Z')],
    });
    expect(unseenNotices(state).map(({ id }) => id)).toEqual(['new']);
    state = applyNotice(state, notice('newer', '2026-06-15T12:00:00.000Z'));
    expect(unseenNotices(state).map(({ id }) => id)).toEqual(['newer', 'new']);
    state = applyNotice(state, notice('newer', '2026-06-15T12:00:00.000Z', '2026-06-15T12:01:00.000Z'));
    expect(unseenNotices(state).map(({ id }) => id)).toEqual(['new']);
    expect(unseenNotices(applyNoticesSeen(state, { seenAt: '2026-06-15T13:00:00.000Z' }))).toEqual([]);
  });

  it('stay over when an answer comes late that does not know it yet', () => {
    const over = applyNotice(initialState, notice('a', '2026-06-15T09:00:00.000Z', '2026-06-15T09:30:00.000Z'));
    const late = applyNotices(over, { seenAt: null, items: [notice('a', '2026-06-15T09:00:00.000Z')] });
    expect(late.notices?.get('a')?.overAt).toBe('2026-06-15T09:30:00.000Z');
  });
});
