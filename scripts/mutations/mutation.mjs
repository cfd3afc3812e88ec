/**
 * A promise's mechanism, switched off by a deliberate mistake, with the one test that must notice. A mistake is text in a source that
 * becomes other text; where two layers stand behind each other, both are switched off.
 * @typedef {{ file: string, find: string, replace: string }} Edit
 * @typedef {{ mechanism: string, edits: Edit[], project: 'unit' | 'integration' | 'e2e', spec: string, test: string, built?: true }} Mutation
 */

export const edit = (file, find, replace) => ({ file, find, replace });
export const unit = (spec, test) => ({ project: 'unit', spec, test });
export const integration = (spec, test) => ({ project: 'integration', spec, test });
/** These start services as they were built. */
export const killed = (spec, test) => ({ project: 'integration', spec, test, built: true });
export const e2e = (spec, test) => ({ project: 'e2e', spec, test, built: true });
