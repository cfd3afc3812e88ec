export interface ClusterNode {
  /** Erlang's name of the node. */
  name: string;
  url: string;
  /** Runs rabbitmqctl against the node and answers what it printed. */
  control: (...args: string[]) => Promise<string>;
  /** kill -9; it is started again by itself. */
  kill: () => void;
  /** Stops it where it is: its connections stay, nothing answers. */
  freeze: () => void;
  thaw: () => void;
}

export interface TestCluster {
  nodes: ClusterNode[];
  start: () => Promise<void>;
  stop: () => Promise<void>;
}

/** A cluster of three RabbitMQ nodes on throw-away data; undefined where RabbitMQ runs only in a container. */
export function testCluster(): Promise<TestCluster | undefined>;
