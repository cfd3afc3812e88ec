import { useDuring } from '../measure/machine-use.js';
import type { OpenChat, PollChats } from '../observers/poll-chats.js';
import { Program } from '../programs/program.js';
import { Stage } from '../stage.js';
import { Product } from '../system/product.js';
import { query } from '../system/query.js';
import { departments } from '../target.js';
import { namesOf } from './context.js';
import type { Context, Outcome } from './context.js';

const every = 3_000;
const peopleOfANumber = 10;
const messagesOfATicket = 5;
const warmUpRate = 200;

/** The replaced front end: every open chat asks for its last messages every three seconds. */
export async function legacy(context: Context): Promise<Outcome> {
  const { host, say, minutes = 1, numbers = 100, sockets = 100 } = context;
  const instances = namesOf(numbers);
  await host.start();
  const environment = { LEGACY_SOCKET: 'true' };
  const product = await Product.start(context, { instances, agentsOfEach: sockets, environment });
  const traffic = { instances, peopleOfANumber };
  const stage = await Stage.open(host, product, { traffic, socketsOfADepartment: 2 });
  say('customers write, so that there is something to poll');
  await stage.play({ messages: numbers * peopleOfANumber * messagesOfATicket, rate: warmUpRate });
  await stage.close();
  const poller = Program.start<PollChats>(host, 'poller', 'poll-chats');
  const chats = await chatsOf(host.databaseUrl, product, sockets);
  await poller.ask('open', { url: product.sockets.url, chats });
  say(`${chats.length} open chats, each polled every ${every / 1_000} s`);
  const seconds = minutes * 60;
  const { use, output } = await useDuring(product.parts(), () => poller.ask('poll', { every, seconds }));
  await poller.stop();
  return {
    chats: chats.length,
    rate: chats.length / (every / 1_000),
    ...output,
    lost: output.asked - output.answered,
    ...use,
  };
}

/** One ticket of its department in front of every agent. */
async function chatsOf(databaseUrl: string, product: Product, agents: number): Promise<OpenChat[]> {
  const { departmentIds } = product.people;
  const tickets = await query<{ id: string; departmentId: string }>(
    databaseUrl,
    `SELECT id, department_id AS "departmentId" FROM ticket.ticket`,
  );
  return Array.from({ length: departments * agents }, (_, seat) => {
    const department = seat % departments;
    const agent = Math.floor(seat / departments);
    const own = tickets.filter(({ departmentId }) => departmentId === departmentIds[department]);
    return { token: product.sockets.token(department, agent), ticketId: own[agent % own.length]?.id ?? '' };
  });
}
