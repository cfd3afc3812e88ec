import { ApiError } from '@bkcrm/client';

/** What went wrong, in the language of the page where we have words for it. */
export function sentenceOf(error: unknown, sentences: Record<string, string>): string {
  if (error instanceof ApiError) return sentences[error.code] ?? error.message;
  return error instanceof Error ? error.message : String(error);
}
