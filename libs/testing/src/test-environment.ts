/**
 * Reads what `npm test` tells about its servers.
 * @throws when it is absent, saying what to run
 */
export function testEnvironment(name: `BKCRM_TEST_${string}`): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests by \`npm test -- <filter>\``);
  return value;
}
