/**
 * A named boundary (`t6`: before COMMIT) where tests make the process die, throw, hang or wait, to prove that nothing is lost there.
 * Nothing of that is in the product: tests put a module of libs/testing in the place of this one.
 */
export function failpoint(_name: string): Promise<void> | void {}
