import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';

/** Whether something could listen on this port of the loopback address and of every address. */
export async function portIsFree(port) {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, undefined));
}

async function canListen(port, host) {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return true;
  } catch (error) {
    // A machine without IPv6 cannot listen on `::`; that says nothing about the port.
    return error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL';
  } finally {
    server.close();
  }
}

/** A port nobody uses at this moment, below those that systems give to outgoing connections, one of which could take it meanwhile. */
export async function freePort() {
  for (;;) {
    const port = randomInt(11_000, 32_000);
    if (await portIsFree(port)) return port;
  }
}

/** Whether somebody accepts connections there. */
export function accepts(port, host = '127.0.0.1') {
  return new Promise((settle) => {
    const socket = connect({ port, host });
    const finish = (answer) => {
      socket.destroy();
      settle(answer);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

/** Whether a broker that speaks AMQP 0-9-1 answers there: RabbitMQ opens its listener last, so this is also "it is up". */
export function amqpAnswers(port, host = '127.0.0.1') {
  return new Promise((settle) => {
    const socket = connect({ port, host }, () => socket.write(Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1])));
    const finish = (answer) => {
      socket.destroy();
      settle(answer);
    };
    socket.setTimeout(2_000, () => finish(false));
    // Connection.Start: a method frame (1) on channel 0.
    socket.once('data', (data) => finish(data[0] === 1));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
