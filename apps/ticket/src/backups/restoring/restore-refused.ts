/** A backup is not restored, and nothing was changed. Each reason is a sentence for whoever runs it. */
export class RestoreRefused extends Error {
  constructor(readonly reasons: string[]) {
    super(reasons.join('; '));
    this.name = 'RestoreRefused';
  }
}
