import type { InstanceSettings } from '../../evolution-api/read-instances.js';

/** What a help desk needs: customers must not see blue ticks before an agent has read. All else stays as it is. */
const wanted = { readMessages: false, readStatus: false } as const;

const untouched: InstanceSettings = {
  rejectCall: false,
  groupsIgnore: true,
  alwaysOnline: false,
  readMessages: false,
  readStatus: false,
  syncFullHistory: false,
};

/** The settings as they should be, given those that are there; for an instance that does not exist yet, all of them. */
export const helpDeskSettings = (present: InstanceSettings = untouched): InstanceSettings => ({
  ...present,
  ...wanted,
});

/** Whether they do what they should. */
export const isSettled = (present: InstanceSettings): boolean =>
  present.readMessages === wanted.readMessages && present.readStatus === wanted.readStatus;
