import { describe, expect, it, vi } from 'vitest';
import { SocketPort } from './socket-port.js';

/** A connection that takes what is written when the test says so. */
class FakeWire {
  readonly written: string[] = [];
  private readonly waiting: (() => void)[] = [];

  write = (data: string, _options: object, written: () => void): void => {
    this.written.push(data);
    this.waiting.push(written);
  };

  take(): void {
    this.waiting.shift()?.();
  }
}

function aPort() {
  const wire = new FakeWire();
  const onWritable = vi.fn();
  const clock = { now: 0 };
  return { wire, onWritable, clock, port: new SocketPort(wire, () => clock.now, onWritable) };
}

describe('SocketPort', () => {
  it('writes an event as socket.io does', () => {
    const { wire, port } = aPort();
    port.send('head', '{"seq":1}');
    expect(wire.written).toEqual(['2["head",{"seq":1}]']);
  });

  it('is not writable while too much is unsent, and says when it is again', () => {
    const { wire, port, onWritable } = aPort();
    port.send('events', `"${'x'.repeat(600 * 1024)}"`);
    expect(port.isWritable).toBe(false);
    wire.take();
    expect(port.isWritable).toBe(true);
    expect(onWritable).toHaveBeenCalledTimes(1);
  });

  it('knows for how long nothing has been taken', () => {
    const { wire, port, clock } = aPort();
    expect(port.stalledFor).toBe(0);
    port.send('head', '{}');
    port.send('head', '{}');
    clock.now = 4_000;
    expect(port.stalledFor).toBe(4_000);
    wire.take();
    clock.now = 5_000;
    expect(port.stalledFor).toBe(1_000);
    wire.take();
    expect(port.stalledFor).toBe(0);
  });
});
