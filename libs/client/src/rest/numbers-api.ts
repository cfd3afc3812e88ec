import type {
  CertificateSeen,
  InstanceDetails,
  InstanceResource,
  NumberConnectionResource,
  NumberOrigin,
  NumberState,
  Page,
  QrCodeOffer,
  ServerResource,
  WhatsappNumberResource,
} from '@bkcrm/contracts';
import type { Call, Http } from './http.js';

export interface NewNumber {
  name: string;
  origin?: NumberOrigin;
  serverId?: string;
  instanceName?: string;
  departmentId?: string;
  wantsSettings?: boolean;
}

/** Why a server's certificate is to be believed. */
export interface Trust {
  kind: ServerResource['trust']['kind'];
  pem?: string;
  fingerprints?: string[];
}

export interface NewServer {
  name: string;
  baseUrl: string;
  apiKey: string;
  trust?: Trust;
  allowedNetworks?: string[];
}

/** Evolution asks the internet before it says its version. */
const patienceMs = 50_000;

/** WhatsApp numbers and Evolution servers: mostly for administrators. All reject with ApiError. */
export class NumbersApi {
  constructor(private readonly http: Http) {}

  add = (number: NewNumber) => this.call<WhatsappNumberResource>('/numbers', 'POST', number);

  change = (id: string, change: { name?: string; departmentId?: string | null }) =>
    this.call<WhatsappNumberResource>(`/numbers/${id}`, 'PATCH', change);

  /** Deletes the instance as well: for numbers that were created here. */
  remove = (id: string) => this.call<WhatsappNumberResource>(`/numbers/${id}`, 'DELETE');

  /** Gives the instance back as it was. */
  release = (id: string) => this.call<WhatsappNumberResource>(`/numbers/${id}/release`, 'POST', {});

  connection = (id: string) => this.call<NumberConnectionResource>(`/numbers/${id}/connection`, 'GET');

  /** Further codes come as a signal: `qrCodes` of the client's state. */
  connect = (id: string, phone?: string) =>
    this.call<QrCodeOffer & { state: NumberState }>(`/numbers/${id}/connect`, 'POST', { phone });

  restart = (id: string) => this.call<NumberConnectionResource>(`/numbers/${id}/restart`, 'POST', {});

  logOut = (id: string) => this.call<NumberConnectionResource>(`/numbers/${id}/log-out`, 'POST', {});

  acceptAccount = (id: string) => this.call<NumberConnectionResource>(`/numbers/${id}/accept-account`, 'POST', {});

  setRate = (id: string, rate: { ratePerSecond: number | null; burst: number | null }) =>
    this.call<NumberConnectionResource>(`/numbers/${id}/rate`, 'PUT', rate);

  servers = () => this.call<Page<ServerResource>>('/servers', 'GET');

  /** What a server shows; no key is sent. */
  probeServer = (server: { baseUrl: string; allowedNetworks?: string[] }) =>
    this.call<{ certificate: CertificateSeen | null; version: string | null }>('/servers/probe', 'POST', server);

  addServer = (server: NewServer) => this.call<ServerResource>('/servers', 'POST', server);

  changeServer = (id: string, change: Partial<NewServer>) =>
    this.call<ServerResource>(`/servers/${id}`, 'PATCH', change);

  removeServer = (id: string) => this.call<{ id: string }>(`/servers/${id}`, 'DELETE');

  instances = (serverId: string) => this.call<Page<InstanceResource>>(`/servers/${serverId}/instances`, 'GET');

  instance = (serverId: string, name: string) =>
    this.call<InstanceDetails>(`/servers/${serverId}/instances/${encodeURIComponent(name)}`, 'GET');

  private async call<T>(path: string, method: Call['method'], body?: unknown): Promise<T> {
    return (await this.http.call<T>(path, { method, timeout: patienceMs, ...(body !== undefined && { body }) })).data;
  }
}
