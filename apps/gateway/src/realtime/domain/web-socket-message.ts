const finalText = 0x81;

/** A text as the one unmasked frame in which a WebSocket server sends it (RFC 6455, 5.2). */
export function webSocketMessage(text: string): Buffer {
  const size = Buffer.byteLength(text);
  const head = headOf(size);
  const message = Buffer.allocUnsafe(head.length + size);
  head.copy(message);
  message.write(text, head.length);
  return message;
}

function headOf(size: number): Buffer {
  if (size < 126) return Buffer.from([finalText, size]);
  const head = Buffer.alloc(size < 65_536 ? 4 : 10);
  head[0] = finalText;
  head[1] = head.length === 4 ? 126 : 127;
  head.writeUIntBE(size, head.length === 4 ? 2 : 4, head.length === 4 ? 2 : 6);
  return head;
}
