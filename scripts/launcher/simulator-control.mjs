/** The part of the simulator's control API that a check needs: the customers' side of WhatsApp. */
export class SimulatorControl {
  #url;

  constructor(url) {
    this.#url = url;
  }

  /** A customer writes to the number of an instance. */
  customerSends({ instance, phone, text }) {
    return this.#call('POST', `instances/${instance}/customer-messages`, { phone, text });
  }

  /** Every send that WhatsApp took. */
  accepted(instance) {
    return this.#call('GET', `instances/${instance}/accepted`);
  }

  async #call(method, path, body) {
    const response = await fetch(`${this.#url}/control/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the simulator answers ${response.status} to ${method} ${path}: ${text}`);
    return JSON.parse(text);
  }
}
