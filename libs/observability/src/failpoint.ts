/**
 * A named boundary (`t6`: before COMMIT) where tests make the process die, throw, hang or wait, to prove that nothing is lost there.
 * Nothing of that is in the product: tests put `libs/testing/instrumentation/failpoint.mjs` in the place of this module.
 */
export function failpoint(_name: string): Promise<void> | void {}
