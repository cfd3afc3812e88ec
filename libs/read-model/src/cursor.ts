/** Opaque page cursors: the sort key of the last item, in base64url. */

export class InvalidCursor extends Error {
  readonly code = 'cursor.invalid';
  readonly status = 400;
  constructor() {
    super('the cursor is not one that this list gave');
    this.name = 'InvalidCursor';
  }
}

export function encodeCursor(...parts: string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws InvalidCursor */
export function decodeCursor(cursor: string, parts: number): string[] {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(decoded) && decoded.length === parts && decoded.every((part) => typeof part === 'string'))
      return decoded;
  } catch {
    // Falls through: whatever is wrong with it, the answer is the same.
  }
  throw new InvalidCursor();
}
