/** JSON that PostgreSQL takes: it stores no NUL and no half of a surrogate pair. */
export function cleanHeaders(headers: Readonly<Record<string, string | number | boolean>>): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [clean(name), typeof value === 'string' ? clean(value) : value]),
    ),
  );
}

const clean = (text: string): string => Buffer.from(text).toString().replaceAll('\0', '');
