import type { AskPages, Question } from '../load/ask-pages.js';
import { useDuring } from '../measure/machine-use.js';
import { Program } from '../programs/program.js';
import { fillHistory } from '../system/fill-history.js';
import { Product } from '../system/product.js';
import { query } from '../system/query.js';
import { everydayWord, seldomWord } from '../system/vocabulary.js';
import { namesOf } from './context.js';
import type { Context, Outcome } from './context.js';

const ticketCount = 100_000;
const messagesOfATicket = 20;
const agentsOfEach = 10;
const defaultRate = 50;

interface Sample {
  id: string;
  number: number;
  contactId: string;
  phone: string;
  name: string;
  place: number;
}

/** Lists and histories when there is much: 100,000 tickets and 2 million messages, unless `--tickets` says otherwise. */
export async function history(context: Context): Promise<Outcome> {
  const { host, say, minutes = 1, numbers = 100, rate = defaultRate, tickets = ticketCount } = context;
  await host.start();
  const product = await Product.start(context, { instances: namesOf(numbers), agentsOfEach });
  const messages = tickets * messagesOfATicket;
  say(`filling in ${tickets} tickets and ${messages} messages`);
  await fillHistory(host.databaseUrl, { tickets, messages });
  const questions = await questionsFor(host.databaseUrl, product, Math.round(rate * minutes * 60));
  say(`${questions.length} questions, ${rate} a second`);
  const asking = Program.start<AskPages>(host, 'ask-pages', 'ask-pages');
  // Plans, caches and code are warm in a system that has run for years.
  await asking.ask('ask', { questions: questions.slice(0, 200), rate });
  const { use, output } = await useDuring(product.parts(), () => asking.ask('ask', { questions, rate }));
  await asking.stop();
  return { tickets, messages, rate, http: output, ...use };
}

/** What a console asks for, by agents of all departments in turn. */
async function questionsFor(databaseUrl: string, product: Product, count: number): Promise<Question[]> {
  const samples = await query<Sample>(
    databaseUrl,
    `SELECT t.id, t.number, c.id AS "contactId", c.phone, c.name, array_position($1::uuid[], t.department_id) - 1 AS place
     FROM ticket.ticket t TABLESAMPLE SYSTEM (10) JOIN ticket.contact c ON c.id = t.contact_id
     WHERE t.department_id IS NOT NULL LIMIT 5000`,
    [product.people.departmentIds],
  );
  return Array.from({ length: count }, (_, index) => {
    const sample = samples[(index * 7) % samples.length];
    if (sample === undefined) throw new Error('there are no tickets to ask about');
    const token = product.sockets.token(sample.place, index % agentsOfEach);
    const { kind, path } = questionAbout(sample, index);
    return { kind, token, url: `${product.sockets.url}/api/v1${path}` };
  });
}

const kinds = [
  () => ({ kind: 'list', path: '/tickets?limit=50' }),
  () => ({ kind: 'open', path: '/tickets?status=pending,open&limit=50' }),
  ({ id }: Sample) => ({ kind: 'history', path: `/tickets/${id}/messages?limit=50` }),
  ({ contactId }: Sample) => ({ kind: 'contact', path: `/tickets?contactId=${contactId}` }),
  ({ id }: Sample) => ({ kind: 'ticket', path: `/tickets/${id}` }),
  (sample: Sample, index: number) => ({
    kind: 'search',
    path: `/search?q=${encodeURIComponent(wanted(sample)[Math.floor(index / 6) % 5] ?? '')}`,
  }),
] as const;

/** What somebody types: an order, a word of every day and one of few, a name and a phone. */
const wanted = ({ number, name, phone }: Sample): string[] => [
  `pedido ${number}`,
  everydayWord,
  seldomWord,
  name,
  phone.slice(2),
];

const questionAbout = (sample: Sample, index: number): { kind: string; path: string } =>
  (kinds[index % kinds.length] ?? kinds[0])(sample, index);
