/**
 * Reads as much of a Dockerfile as ours uses: continued lines, comments, the JSON form, `ARG`s in `FROM`.
 * @typedef {{ instruction: string, value: string, line: number }} Step
 * @typedef {{ name: string, image: string, steps: Step[] }} Stage a stage without a name is called by its index
 * @param {string} text
 * @returns {Stage[]}
 */
export function parseDockerfile(text) {
  const globals = {};
  const stages = [];
  for (const step of logicalLines(text)) {
    if (step.instruction === 'FROM') {
      const [, image, name] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(step.value) ?? [];
      if (!image) throw new Error(`line ${step.line}: FROM is not understood`);
      stages.push({ name: name ?? String(stages.length), image: substitute(image, globals), steps: [] });
    } else if (stages.length === 0) {
      Object.assign(globals, assignments(step.value));
    } else {
      stages.at(-1).steps.push(step);
    }
  }
  return stages;
}

/** The sources and the target of a `COPY`, and its flags. */
export function parseCopy(value) {
  const words = value.split(/\s+/);
  const flags = Object.fromEntries(
    words.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split(/=(.*)/, 2)),
  );
  const paths = words.filter((word) => !word.startsWith('--'));
  return { flags, sources: paths.slice(0, -1), target: paths.at(-1) };
}

/** `A=1 B="two words"` as an object. */
export function assignments(value) {
  const found = value.matchAll(/([A-Za-z_][\w.]*)=("([^"]*)"|\S*)/g);
  return Object.fromEntries([...found].map(([, name, plain, quoted]) => [name, quoted ?? plain]));
}

function substitute(text, values) {
  return text.replaceAll(/\$\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function logicalLines(text) {
  const steps = [];
  let open;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const continued = line.endsWith('\\');
    const part = (continued ? line.slice(0, -1) : line).trim();
    open = open ? { ...open, text: `${open.text} ${part}` } : { text: part, line: index + 1 };
    if (continued) continue;
    const [, instruction, value] = /^(\w+)\s+(.*)$/s.exec(open.text);
    steps.push({ instruction: instruction.toUpperCase(), value, line: open.line });
    open = undefined;
  }
  return steps;
}
