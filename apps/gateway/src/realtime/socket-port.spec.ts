import { describe, expect, it, vi } from 'vitest';
import { webSocketMessage } from './domain/web-socket-message.js';
import { SocketPort } from './socket-port.js';

/** A connection that takes what is written when the test says so. */
class FakeWire {
  readonly written: string[] = [];
  readonly options: object[] = [];
  private readonly waiting: (() => void)[] = [];

  write = (data: string, options: object, written: () => void): void => {
    this.written.push(data);
    this.options.push(options);
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

  it('gives the connections of all sockets the same bytes of a frame that they share', () => {
    const frame = { json: '{"prev":0,"items":[]}', covered: 1, cursor: 1, sent: 1 };
    const [one, other] = [aPort(), aPort()];
    one.port.sendEvents(frame);
    other.port.sendEvents(frame);
    const text = '2["events",{"prev":0,"items":[]}]';
    expect(one.wire.written).toEqual([text]);
    expect(other.wire.options[0]).toBe(one.wire.options[0]);
    expect(one.wire.options).toEqual([{ wsPreEncodedFrame: [webSocketMessage(`4${text}`)] }]);
  });

  it('is not writable while too much is unsent, and says when it is again', () => {
    const { wire, port, onWritable } = aPort();
    port.send('signal', `"${'x'.repeat(600 * 1024)}"`);
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
