/**
 * What an error that a handler threw means: `infrastructure` pauses consumption, `transient` is tried again at once,
 * `data` is the message's own fault.
 */
export type Classify = (error: unknown) => 'infrastructure' | 'transient' | 'data';
