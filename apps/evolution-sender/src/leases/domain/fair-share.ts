/** How many numbers a replica may hold: all of them are held, and no replica has more than one over its part. */
export function fairShare(numbers: number, replicas: number): number {
  return Math.ceil(numbers / Math.max(1, replicas));
}
