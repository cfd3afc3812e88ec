import type { Seat } from './observers/watch-sockets.js';

export const departments = 10;
export const agentsOfADepartment = 100;
/** Clients of each department that read and time every event; the others only count. */
const sampledOfADepartment = 2;

/** Something that takes webhooks and tells sockets: the product, or what it is compared with. */
export interface Target {
  name: string;
  webhooks: { url: string; headers: Record<string, string> };
  sockets: { url: string; token: (department: number, agent: number) => string };
  /** Processes whose use of the machine is told apart, by part. */
  parts: () => Record<string, number[]>;
}

/** `perDepartment` clients in each department, dealt out to so many programs. */
export function seatsOf({ sockets }: Target, perDepartment: number, programs: number): Seat[][] {
  const hands: Seat[][] = Array.from({ length: programs }, () => []);
  for (let agent = 0; agent < perDepartment; agent += 1) {
    for (let department = 0; department < departments; department += 1) {
      const seat = {
        token: sockets.token(department, agent),
        department,
        sampled: agent < sampledOfADepartment,
        answers: agent === 0,
      };
      hands[agent % programs]?.push(seat);
    }
  }
  return hands;
}
