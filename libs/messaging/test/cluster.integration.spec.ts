import { setImmediate } from 'node:timers/promises';
import { eventually } from '@bkcrm/testing';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCluster } from '../../../scripts/launcher/test-cluster.mjs';
import type { ClusterNode, TestCluster } from '../../../scripts/launcher/test-cluster.mjs';
import { openPublishing } from './broker-harness.js';
import type { TestPublishing } from './broker-harness.js';

const queue = 'cluster.test';
const starting = 180_000;

/** Publishes numbers, one after the other, each until the broker confirms it; a number may arrive more than once. */
class Stream {
  confirmed = 0;
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(private readonly publishing: TestPublishing) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<number> {
    this.stopping = true;
    await this.running;
    return this.confirmed;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const number = this.confirmed + 1;
      const outcome = await this.publishing.publisher.publish({
        exchange: 'test.direct',
        routingKey: queue,
        content: { number },
        messageId: String(number),
        type: 'number.v1',
      });
      if (outcome === 'confirmed') this.confirmed = number;
      // Without a connection the answer comes at once: the connection must get its turn.
      else await setImmediate();
    }
  }
}

/** The names of nodes in what rabbitmqctl printed. */
const names = (text: string): string[] => [...new Set(text.match(/bkcrm-\w+@localhost/g))];

/** The nodes that this one sees running, itself included. */
const online = async (node: ClusterNode): Promise<string[]> =>
  names(await node.control('--quiet', 'eval', 'rabbit_mnesia:cluster_nodes(running).'));

const goesOn = async (stream: Stream): Promise<void> => {
  const before = stream.confirmed;
  await eventually(() => expect(stream.confirmed).toBeGreaterThan(before + 50), { timeout: 60_000 });
};

const cluster: TestCluster | undefined = await testCluster();

const why = cluster === undefined ? ' (skipped: RabbitMQ runs only in a container here)' : '';
describe.skipIf(cluster === undefined)(`a cluster of three nodes${why}`, () => {
  let publishing: TestPublishing;
  const nodes = cluster?.nodes ?? [];
  const addresses = nodes.map(({ url }) => url).join(',');

  beforeAll(async () => {
    await cluster?.start();
    publishing = await openPublishing(addresses);
    const connection = await connect(nodes[0]?.url ?? '');
    const channel = await connection.createChannel();
    await channel.assertQueue(queue, {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', 'x-quorum-initial-group-size': 3 },
    });
    await channel.bindQueue(queue, 'test.direct', queue);
    await connection.close();
    await eventually(async () => expect(await members()).toHaveLength(3), { timeout: 60_000 });
  }, starting);
  afterAll(async () => {
    await publishing?.link.close();
    await cluster?.stop();
  }, starting);

  /** Of the only queue. `list_queues` would ask all nodes, and take a minute. */
  const members = async (): Promise<string[]> =>
    names((await ask('[maps:get(nodes, amqqueue:get_type_state(Q)) || Q <- rabbit_amqqueue:list()].')) ?? '');

  /** Whichever node answers. */
  async function ask(expression: string): Promise<string | undefined> {
    for (const node of nodes) {
      const answer = await node.control('--quiet', 'eval', expression).catch(() => undefined);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  async function leader(): Promise<ClusterNode> {
    const [name] = names((await ask('[element(2, amqqueue:get_pid(Q)) || Q <- rabbit_amqqueue:list()].')) ?? '');
    const node = nodes.find((candidate) => candidate.name === name);
    if (node === undefined) throw new Error('the queue has no leader');
    return node;
  }

  const whole = (): Promise<void> =>
    eventually(
      async () => {
        for (const node of nodes) expect(await online(node)).toHaveLength(3);
      },
      { timeout: 120_000, every: 500 },
    );

  /** Takes out of the queue until every number up to this one was there. */
  async function everyNumberArrives(last: number): Promise<void> {
    const connection = await connect((await leader()).url);
    const channel = await connection.createChannel();
    const missing = new Set(Array.from({ length: last }, (_, index) => index + 1));
    await channel.prefetch(500);
    await channel.consume(queue, (message) => {
      if (message === null) return;
      missing.delete((JSON.parse(String(message.content)) as { number: number }).number);
      channel.ack(message);
    });
    await eventually(() => expect([...missing].slice(0, 20)).toEqual([]), { timeout: 60_000 });
    await connection.close();
  }

  /** Publishes all the while; afterwards every confirmed number must be there. */
  async function publishingDuring(trouble: (stream: Stream) => Promise<void>): Promise<void> {
    const stream = new Stream(publishing);
    stream.start();
    await eventually(() => expect(stream.confirmed).toBeGreaterThan(50));
    await trouble(stream);
    await everyNumberArrives(await stream.stop());
  }

  it(
    'goes on taking messages when the leader of a queue is killed, and loses none',
    () =>
      publishingDuring(async (stream) => {
        (await leader()).kill();
        await goesOn(stream);
        await whole();
      }),
    starting,
  );

  it(
    'goes on with its majority when one node is isolated, whose clients move over',
    () =>
      publishingDuring(async (stream) => {
        const isolated = await leader();
        const others = nodes.filter((node) => node !== isolated);
        // Neither answers nor refuses: what a cut network looks like to everybody else.
        isolated.freeze();
        await eventually(async () => expect(await online(others[0] ?? isolated)).toHaveLength(2), { timeout: 60_000 });
        await goesOn(stream);
        isolated.thaw();
        // A node of RabbitMQ 3 that was away without noticing stays apart until its probe restarts it.
        isolated.kill();
        await whole();
      }),
    starting,
  );

  it(
    'is restarted node by node under load, and loses nothing',
    () =>
      publishingDuring(async (stream) => {
        for (const node of nodes) {
          await node.control('--quiet', 'stop_app');
          await goesOn(stream);
          await node.control('--quiet', 'start_app');
          await whole();
        }
      }),
    starting,
  );
});
