const longest = 200;

/**
 * The name under which a file is sent. WhatsApp goes by its ending, so that there is always one.
 * @param extension what the file's bytes suggest
 */
export function fileNameOf(given: string | undefined, extension: string | undefined): string {
  const last = (given ?? '').split(/[/\\]/).at(-1) ?? '';
  const name = last.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim();
  const [base, ending] = /^(.+)(\.[A-Za-z0-9]{1,10})$/.exec(name)?.slice(1) ?? [
    name || 'file',
    `.${extension ?? 'bin'}`,
  ];
  return `${(base ?? '').slice(0, longest - (ending ?? '').length)}${ending}`;
}
