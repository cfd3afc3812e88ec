/** When an unknown message is looked for in Evolution's store: seconds since it became unknown, then from look to look. */
const pauses = [5, 15, 40] as const;

/** After this many looks without a find it stays unknown, and its conversation goes on. */
export const looksAtMost = pauses.length;

/** Seconds until the next look, after `looks` of them; undefined after the last. */
export const secondsToNextLook = (looks: number): number | undefined => pauses[looks];
