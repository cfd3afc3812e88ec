const [quote, backslash, letterU] = [0x22, 0x5c, 0x75];

/**
 * Shortens the long strings of a JSON text as it passes by: Evolution repeats a whole file in the answer to its sending, which
 * nobody needs. What comes out is JSON again.
 */
export class LongStringCutter {
  private inString = false;
  /** Bytes of the string so far. */
  private length = 0;
  /** Whether the present character is let through: one written as an escape sequence goes whole or not at all. */
  private keeps = true;
  /** Bytes of an escape sequence still to come. */
  private escape = 0;

  /** @param limit bytes of a string that are let through */
  constructor(private readonly limit: number) {}

  pass(chunk: Buffer): Buffer {
    const out = Buffer.allocUnsafe(chunk.length);
    let length = 0;
    for (const byte of chunk) if (this.takes(byte)) out[length++] = byte;
    return out.subarray(0, length);
  }

  private takes(byte: number): boolean {
    if (!this.inString) {
      this.inString = byte === quote;
      this.length = 0;
      return true;
    }
    if (this.escape > 0) {
      this.escape = this.escape === 1 && byte === letterU ? 4 : this.escape - 1;
    } else if (byte === quote) {
      this.inString = false;
      return true;
    } else {
      this.keeps = this.length < this.limit;
      if (byte === backslash) this.escape = 1;
    }
    this.length += 1;
    return this.keeps;
  }
}
