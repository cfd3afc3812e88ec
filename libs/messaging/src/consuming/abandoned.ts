/** The work on a batch ends without an answer to the broker, which delivers it again. */
export class Abandoned extends Error {
  constructor() {
    super('left to the broker');
    this.name = 'Abandoned';
  }
}
