import { eventually } from '@bkcrm/testing';

/** Makes an instance of the simulator a number of ours and waits until it is linked and its hook is set. */
export async function registerNumber(gateway: string, token: string, instanceName: string): Promise<void> {
  const response = await fetch(`${gateway}/api/v1/numbers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: instanceName, instanceName }),
  });
  if (!response.ok) throw new Error(`the number was refused: ${response.status} ${await response.text()}`);
  await eventually(
    async () => {
      const numbers = await fetch(`${gateway}/api/v1/numbers`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { items } = (await numbers.json()) as { items: { instanceName: string; state: string }[] };
      const state = items.find((number) => number.instanceName === instanceName)?.state;
      if (state !== 'open') throw new Error(`number ${instanceName} is ${state}`);
    },
    { timeout: 20_000 },
  );
}
