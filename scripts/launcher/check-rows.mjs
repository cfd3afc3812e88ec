import { dim, green, progress, red, say, yellow } from './output.mjs';

/** Thrown by a check that cannot be made here; its message says why. */
export class Skipped extends Error {}

/** Checks made one after the other, each shown as a row when it is done. */
export class CheckRows {
  #rows = [];
  #quiet;

  /** @param {{ quiet?: boolean }} [options] quiet ones are only kept */
  constructor({ quiet = false } = {}) {
    this.#quiet = quiet;
  }

  /**
   * @template T
   * @param {string} name
   * @param {() => Promise<{ detail: string, value?: T }>} check throws when it fails, `Skipped` when it cannot be made
   * @returns {Promise<T | undefined>} its value, undefined when it did not pass
   */
  async run(name, check) {
    const since = Date.now();
    if (process.stdout.isTTY && !this.#quiet) progress(name);
    try {
      const { detail, value } = await check();
      this.#show('passed', name, detail, Date.now() - since);
      return value;
    } catch (error) {
      this.#show(error instanceof Skipped ? 'skipped' : 'failed', name, error.message, Date.now() - since);
      return undefined;
    }
  }

  /** `6 passed, 0 failed, 1 skipped`. */
  get summary() {
    const count = (state) => this.#rows.filter((row) => row.state === state).length;
    return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
  }

  /** Every check so far: `{ name, state, detail }`. */
  get all() {
    return this.#rows;
  }

  get failed() {
    return this.#rows.some(({ state }) => state === 'failed');
  }

  #show(state, name, detail, milliseconds) {
    this.#rows.push({ name, state, detail });
    if (this.#quiet) return;
    const mark = { passed: green('✓'), failed: red('✗'), skipped: yellow('–') }[state];
    say(`${mark} ${name.padEnd(20)} ${detail.split('\n')[0]} ${dim(`(${milliseconds} ms)`)}`);
  }
}
