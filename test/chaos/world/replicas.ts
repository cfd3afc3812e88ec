/** The processes of a tormented system. Two of everything that may have two; one ingest, whose spool outlives it. */
export const replicas = ['ingest-1', 'ticket-1', 'ticket-2', 'sender-1', 'sender-2', 'gateway-1', 'gateway-2'] as const;
export type Replica = (typeof replicas)[number];

export const services = ['ingest', 'ticket', 'sender', 'gateway'] as const;
export type Service = (typeof services)[number];

export const serviceOf = (replica: Replica): Service => replica.split('-')[0] as Service;
export const replicasOf = (service: Service): Replica[] => replicas.filter((one) => serviceOf(one) === service);

/** Every way bytes take, by who speaks first: each goes through a proxy of its own. */
export const links = [
  ...replicas.map((replica) => `${replica}>broker` as const),
  ...replicas.filter((replica) => replica !== 'ingest-1').map((replica) => `${replica}>database` as const),
  'sender-1>evolution',
  'sender-2>evolution',
  'clients>gateway-1',
  'clients>gateway-2',
  'evolution>ingest-1',
] as const;
export type Link = (typeof links)[number];
