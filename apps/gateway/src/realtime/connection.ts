import type { Socket } from 'socket.io';

/** What lies under engine.io's transport over WebSocket. */
interface WebSocketTransport {
  socket?: { _socket?: { resetAndDestroy: () => void } | null; terminate: () => void };
}

/** Packets that engine.io has not handed to the connection yet. */
export function queuedPackets({ conn }: Socket): number {
  return (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
}

/**
 * Ends a connection at once. What has not left this process, or waits in the kernel, never leaves: the client sees a broken network.
 * (engine.io's own close first waits until everything is sent, which for a client that does not read is never.)
 */
export function cutConnection({ conn }: Socket): void {
  const { socket: webSocket } = conn.transport as unknown as WebSocketTransport;
  conn.close(true);
  const connection = webSocket?.['_socket'];
  connection?.resetAndDestroy();
  webSocket?.terminate();
}
