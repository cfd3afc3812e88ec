/** What the parent asks of a program of its own, over the channel between them. */
export interface Question {
  id: number;
  method: string;
  input: unknown;
}

export type Answer = { id: number; output: unknown } | { id: number; error: string };

/** Answers the parent's questions by these methods, and ends with the parent. */
export function serve(methods: object): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (question: Question) => void answer(question));

  async function answer({ id, method, input }: Question): Promise<void> {
    const work = methods[method as keyof typeof methods] as (input: unknown) => unknown;
    try {
      process.send?.({ id, output: await work(input) } satisfies Answer);
    } catch (error) {
      process.send?.({ id, error: String(error) } satisfies Answer);
    }
  }
}
