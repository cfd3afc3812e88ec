/** A socket to the gateway that keeps every event it gets and notices holes. */
export class LiveEvents {
  #socket;
  #items = [];
  #waiting = new Set();
  /** The last number applied. */
  #position;
  #problem;

  /** Signs in and waits for the first `head`. @throws when that takes longer than 10 s */
  static async connect(gateway, token) {
    const { io } = await import('socket.io-client');
    const live = new LiveEvents();
    live.#socket = io(gateway, { auth: { token }, transports: ['websocket'], reconnection: false });
    live.#socket.on('events', ({ prev, items }) => live.#apply(prev, items));
    live.#socket.on('head', ({ seq, prev }) => live.#head(seq, prev));
    live.#socket.on('reset', ({ reason }) => live.#fail(`the gateway reset the position (${reason})`));
    live.#socket.on('disconnect', (reason) => live.#fail(`the connection ended (${reason})`));
    live.#socket.on('connect_error', (error) => live.#fail(`no connection (${error.message})`));
    await live.#until(() => live.#position !== undefined, 10_000, 'the gateway sent no head');
    return live;
  }

  get position() {
    return this.#position;
  }

  /** The first event, past or future, that fits. @throws when none comes within the milliseconds, or the socket is in trouble */
  async event(fits, within, what) {
    await this.#until(() => this.#items.some(fits), within, `no event said that ${what}`);
    return this.#items.find(fits);
  }

  /** Calls the gateway and returns what its acknowledgement carries. @throws with the code of a refusal */
  async call(name, payload) {
    const { ok, data, error } = await this.#socket.timeout(10_000).emitWithAck(name, payload);
    if (!ok) throw new Error(`${name} was refused: ${error.code} ${error.message ?? ''}`.trim());
    return data;
  }

  close() {
    this.#socket.off('disconnect');
    this.#socket.close();
  }

  #apply(prev, items) {
    this.#follow(prev);
    this.#items.push(...items);
    this.#position = items.at(-1)?.seq ?? this.#position;
    this.#wake();
  }

  #head(seq, prev) {
    if (this.#position !== undefined) this.#follow(prev);
    this.#position = seq;
    this.#wake();
  }

  #follow(prev) {
    if (prev !== this.#position) this.#fail(`events are missing between ${this.#position} and ${prev}`);
  }

  #fail(problem) {
    this.#problem ??= problem;
    this.#wake();
  }

  #wake() {
    for (const wake of this.#waiting) wake();
  }

  async #until(holds, within, otherwise) {
    const end = Date.now() + within;
    while (!holds()) {
      if (this.#problem) throw new Error(this.#problem);
      const left = end - Date.now();
      if (left <= 0) throw new Error(`${otherwise} within ${within / 1_000} s`);
      await new Promise((settle) => {
        const timer = setTimeout(settle, left);
        const wake = () => (clearTimeout(timer), this.#waiting.delete(wake), settle());
        this.#waiting.add(wake);
      });
    }
  }
}
