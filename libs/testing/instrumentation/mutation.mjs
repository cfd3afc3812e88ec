/**
 * One deliberate mistake: in `file` (a path from the project's root), the text `find` becomes `replace`.
 * It is text that the compiler leaves as it is, so that it fits the source and what was built from it.
 * @typedef {{ file: string, find: string, replace: string }} Mutation
 */

/** @returns {Mutation | undefined} the mutation that this run is about */
export function mutationOfEnvironment(environment = process.env) {
  const text = environment.BKCRM_MUTATION;
  return text ? JSON.parse(text) : undefined;
}

/** @throws unless the text is there exactly once: a mutation that no longer fits would prove nothing */
export function mutate(source, { file, find, replace }) {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`${file}: the text to mutate is there ${places} times: ${find}`);
  return source.replace(find, () => replace);
}

export const builtFile = ({ file }) => file.replace(/\.ts$/, '.js');
