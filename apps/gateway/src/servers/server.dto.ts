import type {
  CertificateSeen,
  InstanceDetails,
  InstanceResource,
  NumberState,
  ServerLimit,
  ServerResource,
} from '@bkcrm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
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
import { numberStates } from '../resources/number.dto.js';

const serverUrl = { require_tld: false, protocols: ['http', 'https'], require_protocol: true };
const trustKinds = ['public', 'ca', 'pins', 'insecure'] as const;
const certificateProblems = [
  'expired',
  'not-yet-valid',
  'wrong-host',
  'self-signed',
  'unknown-issuer',
  'changed',
  'invalid',
] as const;
const serverLimits = [
  'insecure-tls',
  'plain-http',
  'few-retries',
  'version-unknown',
  'stores-no-messages',
  'storing-unknown',
] as const satisfies readonly ServerLimit[];

/** Why its certificate is believed: `public` authorities, an authority of its own, exactly these certificates, or whatever it shows. */
export class TrustDto {
  @ApiProperty({ enum: trustKinds })
  @IsIn(trustKinds)
  kind: (typeof trustKinds)[number];
  /** For `ca`: the authority's, or the self-signed certificate, as PEM. */
  @ValidateIf(({ kind }: TrustDto) => kind === 'ca')
  @IsString()
  @Length(1, 100_000)
  @Matches(/-----BEGIN CERTIFICATE-----/)
  pem?: string;
  /** For `pins`: SHA-256 fingerprints, as a probe has shown them. */
  @ValidateIf(({ kind }: TrustDto) => kind === 'pins')
  @IsArray()
  @ArrayMaxSize(10)
  @Matches(/^([\da-f]{2}:?){31}[\da-f]{2}$/i, { each: true })
  fingerprints?: string[];
}

export class ProbeServerDto {
  @IsUrl(serverUrl) baseUrl: string;
  /** Host names and CIDR blocks that are allowed although they are not public. */
  @IsOptional() @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) allowedNetworks: string[] = [];
}

export class AddServerDto extends ProbeServerDto {
  @IsString() @Length(1, 100) name: string;
  /** The server's global key. It is kept encrypted and never shown again. */
  @IsString() @Length(1, 500) apiKey: string;
  /** Public authorities when it is absent. */
  @ApiPropertyOptional({ type: TrustDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => TrustDto)
  trust?: TrustDto;
}

export class ChangeServerDto {
  @IsOptional() @IsString() @Length(1, 100) name?: string;
  /** Another host needs the key anew. */
  @IsOptional() @IsUrl(serverUrl) baseUrl?: string;
  @IsOptional() @IsString() @Length(1, 500) apiKey?: string;
  @IsOptional() @ValidateNested() @Type(() => TrustDto) trust?: TrustDto;
  @IsOptional() @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) allowedNetworks?: string[];
}

export class CertificateDto implements CertificateSeen {
  /** SHA-256. */
  fingerprint: string;
  subject: string;
  issuer: string;
  @ApiProperty({ format: 'date-time' }) validFrom: string;
  @ApiProperty({ format: 'date-time' }) validTo: string;
  matchesHost: boolean;
  /** What speaks against it when nothing but public authorities is trusted. */
  @ApiProperty({ enum: certificateProblems, nullable: true }) problem: CertificateSeen['problem'];
}

export class ServerProbeDto {
  /** Null without encryption. */
  @ApiProperty({ type: CertificateDto, nullable: true }) certificate: CertificateDto | null;
  /** Asked for only when the certificate is trusted. */
  version: string | null;
}

class ServerTrustViewDto {
  @ApiProperty({ enum: trustKinds }) kind: (typeof trustKinds)[number];
  fingerprints: string[];
}

class ServerTroubleDto {
  code: string;
  message: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since: string | null;
}

export class ServerDto implements ServerResource {
  @ApiProperty({ format: 'uuid' }) id: string;
  name: string;
  baseUrl: string;
  /** Configured by the sender's environment, and changed there. */
  fromEnvironment: boolean;
  /** The last four characters of its key. */
  apiKeyEnd: string | null;
  trust: ServerTrustViewDto;
  allowedNetworks: string[];
  version: string | null;
  /** Whether it keeps messages; null while that is not known. */
  storesMessages: boolean | null;
  /** What will not work, or not safely. */
  @ApiProperty({ enum: serverLimits, isArray: true }) limits: ServerLimit[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastSeenAt: string | null;
  @ApiProperty({ type: ServerTroubleDto, nullable: true }) trouble: ServerTroubleDto | null;
  /** How many numbers are on it. */
  numbers: number;
}

export class ServerPage {
  items: ServerDto[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class InstanceDto implements InstanceResource {
  name: string;
  @ApiProperty({ enum: numberStates }) state: NumberState;
  phone: string | null;
  profileName: string | null;
  integration: string | null;
  /** Our number, when the instance is ours already. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) numberId: string | null;
}

export class InstancePage {
  items: InstanceDto[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

class FormerWebhookDto {
  url: string | null;
  enabled: boolean;
  events: string[];
  headerNames: string[];
}

export class InstanceDetailsDto implements InstanceDetails {
  @ApiProperty({ type: FormerWebhookDto, nullable: true }) webhook: FormerWebhookDto | null;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true }) settings: InstanceDetails['settings'];
}

export class InstanceParameters {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  id: string;
  @IsString() @Length(1, 200) name: string;
}
