export interface Edit {
  /** From the project's root. */
  file: string;
  find: string;
  replace: string;
}
export function mutationOfEnvironment(environment?: Record<string, string | undefined>): Edit[];
export function mutate(source: string, edits: readonly Edit[]): string;
