/**
 * Loaded into a service before it starts (`node --import`): its clock is wrong by as many milliseconds as the file says,
 * from the moment the file says so. Timers go on as they were, as they do when somebody sets a machine's clock.
 */
import { readFileSync } from 'node:fs';

const file = process.env.CHAOS_CLOCK_FILE;
const TrueDate = Date;
let shift = 0;

const read = () => {
  try {
    shift = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    shift = 0;
  }
};

if (file) {
  read();
  setInterval(read, 250).unref();
  const now = () => TrueDate.now() + shift;
  globalThis.Date = new Proxy(TrueDate, {
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
    apply: () => new TrueDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
