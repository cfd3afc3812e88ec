import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Length,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { AgentRequest } from './agent-request.js';

/** What the gateway asks of the sender about Evolution servers. Administrators only, which the sender checks itself. */

/** Why a server's certificate is believed. `pins` and `ca` bring what they need. */
export class ServerTrustBody {
  @IsIn(['public', 'ca', 'pins', 'insecure']) kind: 'public' | 'ca' | 'pins' | 'insecure';
  /** PEM, for `ca`. */
  @ValidateIf((trust: ServerTrustBody) => trust.kind === 'ca')
  @IsString()
  @Length(1, 100_000)
  @Matches(/-----BEGIN CERTIFICATE-----/)
  pem?: string;
  /** SHA-256 fingerprints, for `pins`. */
  @ValidateIf((trust: ServerTrustBody) => trust.kind === 'pins')
  @IsArray()
  @ArrayMaxSize(10)
  @Matches(/^([\da-f]{2}:?){31}[\da-f]{2}$/i, { each: true })
  fingerprints?: string[];
}

const serverUrl = { require_tld: false, protocols: ['http', 'https'], require_protocol: true };

/** A certificate that a server showed. `problem` is what speaks against it without further trust; null when nothing does. */
export interface CertificateSeen {
  /** SHA-256, with colons. */
  fingerprint: string;
  subject: string;
  issuer: string;
  validFrom: string;
  validTo: string;
  matchesHost: boolean;
  problem: 'expired' | 'not-yet-valid' | 'wrong-host' | 'self-signed' | 'unknown-issuer' | 'changed' | 'invalid' | null;
}

/** What will not work, or not safely. */
export type ServerLimit =
  'insecure-tls' | 'plain-http' | 'few-retries' | 'version-unknown' | 'stores-no-messages' | 'storing-unknown';

export interface ServerResource {
  id: string;
  name: string;
  baseUrl: string;
  /** Configured by the environment of the sender: its key and trust cannot be changed here. */
  fromEnvironment: boolean;
  /** The last four characters; the key itself is never shown. */
  apiKeyEnd: string | null;
  trust: { kind: 'public' | 'ca' | 'pins' | 'insecure'; fingerprints: string[] };
  allowedNetworks: string[];
  version: string | null;
  storesMessages: boolean | null;
  limits: ServerLimit[];
  lastSeenAt: string | null;
  trouble: { code: string; message: string; since: string | null } | null;
  /** How many numbers are on it. */
  numbers: number;
}

/** An instance that exists on a server. */
export interface InstanceResource {
  name: string;
  state: 'open' | 'connecting' | 'close' | 'missing' | 'unknown';
  phone: string | null;
  profileName: string | null;
  integration: string | null;
  /** Our number with this instance, if it is ours already. */
  numberId: string | null;
}

/** What an instance has before it is adopted, without the values of its hook's headers. */
export interface InstanceDetails {
  webhook: { url: string | null; enabled: boolean; events: string[]; headerNames: string[] } | null;
  settings: Record<string, boolean | string> | null;
}

/** → what others need to seal a secret for the sender: it goes through the broker, where nobody may read it. */
export class SealingKeyRequest extends AgentRequest {
  static readonly type = 'server.sealing-key-request.v1';
  declare readonly reply: { publicKey: string };
}

/** → what a server shows, without a key being sent. */
export class ProbeServerRequest extends AgentRequest {
  static readonly type = 'server.probe-request.v1';
  declare readonly reply: { certificate: CertificateSeen | null; version: string | null };

  @IsUrl(serverUrl) baseUrl: string;
  @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) allowedNetworks: string[];
}

/** → ServerResource. The key is sealed (see SealingKeyRequest) for the purpose `server key`. */
export class AddServerRequest extends AgentRequest {
  static readonly type = 'server.add-request.v1';
  declare readonly reply: ServerResource;

  @IsOptional() @IsUUID() id?: string;
  @IsString() @Length(1, 100) name: string;
  @IsUrl(serverUrl) baseUrl: string;
  @IsString() sealedApiKey: string;
  @ValidateNested() @Type(() => ServerTrustBody) trust: ServerTrustBody;
  @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) allowedNetworks: string[];
}

/** → ServerResource. What is absent stays. Another host needs the key anew: a stored key never goes somewhere else. */
export class ChangeServerRequest extends AgentRequest {
  static readonly type = 'server.change-request.v1';
  declare readonly reply: ServerResource;

  @IsUUID() serverId: string;
  @IsOptional() @IsString() @Length(1, 100) name?: string;
  @IsOptional() @IsUrl(serverUrl) baseUrl?: string;
  @IsOptional() @IsString() sealedApiKey?: string;
  @IsOptional() @ValidateNested() @Type(() => ServerTrustBody) trust?: ServerTrustBody;
  @IsOptional() @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) allowedNetworks?: string[];
}

/** → `{ id }`. Refused while it has numbers. */
export class RemoveServerRequest extends AgentRequest {
  static readonly type = 'server.remove-request.v1';
  declare readonly reply: { id: string };

  @IsUUID() serverId: string;
}

/** → all servers, by name. */
export class ListServersRequest extends AgentRequest {
  static readonly type = 'server.list-request.v1';
  declare readonly reply: ServerResource[];
}

/** → every instance on a server. */
export class ListInstancesRequest extends AgentRequest {
  static readonly type = 'server.list-instances-request.v1';
  declare readonly reply: InstanceResource[];

  @IsUUID() serverId: string;
}

/** → what an instance has now. */
export class DescribeInstanceRequest extends AgentRequest {
  static readonly type = 'server.describe-instance-request.v1';
  declare readonly reply: InstanceDetails;

  @IsUUID() serverId: string;
  @IsString() @Length(1, 200) instanceName: string;
}
