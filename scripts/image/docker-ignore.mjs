/**
 * Whether a `.dockerignore` leaves a path of the project out of the build. Understands what ours uses: names, paths, `*`
 * inside a name, `**` for any number of folders; no exceptions by `!`.
 * @param {string} text
 * @returns {(path: string) => boolean} for paths relative to the project, with `/`
 */
export function readDockerIgnore(text) {
  const patterns = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (patterns.some((pattern) => pattern.startsWith('!'))) throw new Error('exceptions are not understood');
  const expressions = patterns.map(toExpression);
  return (path) => expressions.some((expression) => expression.test(path));
}

/** What lies below an ignored folder is ignored as well. */
function toExpression(pattern) {
  const source = pattern
    .split('/')
    .map((part) => (part === '**' ? '(?:[^/]+/)*' : `${escape(part).replaceAll('\\*', '[^/]*')}/`))
    .join('');
  return new RegExp(`^${source.replace(/\/$/, '')}(?:/|$)`);
}

function escape(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
