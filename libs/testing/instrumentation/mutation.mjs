/**
 * A mutation is a deliberate mistake: in `file` (a path from the project's root), the text `find` becomes `replace`. It is text in
 * which the compiler changes nothing but white space, so that it fits the source and what was built from it.
 * @typedef {{ file: string, find: string, replace: string }} Edit
 */

/** @returns {Edit[]} the edits of the mutation that this run is about; none in any other run */
export function mutationOfEnvironment(environment = process.env) {
  return JSON.parse(environment.BKCRM_MUTATION || '[]');
}

/** @throws unless each text is there exactly once: a mutation that no longer fits would prove nothing */
export function mutate(source, edits) {
  return edits.reduce((text, { file, find, replace }) => {
    const pattern = new RegExp(find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+'), 'g');
    const places = text.match(pattern)?.length ?? 0;
    if (places !== 1) throw new Error(`${file}: the text to mutate is there ${places} times: ${find}`);
    return text.replace(pattern, () => replace);
  }, source);
}
