/** Whether a socket said when it connected that it speaks the old dialect. */
export const saysLegacy = ({ handshake }: { handshake: { auth: Record<string, unknown> } }): boolean =>
  handshake.auth['dialect'] === 'legacy';
