/** A problem the user can do something about: shown as one line, without a stack. */
export class LauncherError extends Error {}

const terminal = process.stdout.isTTY;
const coloured = terminal && !process.env.NO_COLOR;
const paint = (code) => (text) => (coloured ? `\u001B[${code}m${text}\u001B[0m` : text);

export const bold = paint('1');
export const dim = paint('2');
export const red = paint('31');
export const green = paint('32');
export const yellow = paint('33');

let progressShown = false;

function clearProgress() {
  if (progressShown) process.stdout.write('\r\u001B[K');
  progressShown = false;
}

/** What is being done right now: one line that is overwritten in a terminal, a plain line elsewhere. */
export function progress(text) {
  if (!terminal) {
    console.log(text);
    return;
  }
  clearProgress();
  process.stdout.write(dim(`… ${text}`).slice(0, (process.stdout.columns || 80) + 8));
  progressShown = true;
}

/** A line that stays. */
export function say(text = '') {
  clearProgress();
  console.log(text);
}

export function warn(text) {
  clearProgress();
  console.error(yellow(`! ${text}`));
}

/** Shows why it ended: one line for a LauncherError, the whole stack for a fault of ours. */
export function explain(error) {
  clearProgress();
  console.error(red(`✗ ${error instanceof LauncherError ? error.message : (error?.stack ?? error)}`));
}
