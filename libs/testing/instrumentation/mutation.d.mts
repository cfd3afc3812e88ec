export interface Mutation {
  /** From the project's root. */
  file: string;
  find: string;
  replace: string;
}
export function mutationOfEnvironment(environment?: Record<string, string | undefined>): Mutation | undefined;
export function mutate(source: string, mutation: Mutation): string;
export function builtFile(mutation: Mutation): string;
