/** The simulator's control API: what happens on the customers' side of WhatsApp. */
export class SimulatorControl {
  #url;

  constructor(url) {
    this.#url = url;
  }

  /** A customer writes to the number of an instance. */
  async customerSends({ instance, phone, text }) {
    const response = await fetch(`${this.#url}/control/${encodeURIComponent(instance)}/customer/message`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone, text }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) throw new Error(`the simulator answers ${response.status} ${await response.text()}`);
  }
}
