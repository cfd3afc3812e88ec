import { environmentServerId } from '@bkcrm/contracts';
import type { NumberConnectionResource, NumberOrigin, NumberState, QrCode, QrCodeOffer } from '@bkcrm/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { numberOrigins, numberStates, TroubleDto } from '../resources/number.dto.js';

export class RegisterNumberDto {
  @IsString() @Length(1, 100) name: string;
  /** `adopted` (the default): an instance that exists. `created`: BKCRM makes the instance. */
  @ApiPropertyOptional({ enum: numberOrigins })
  @IsOptional()
  @IsIn(numberOrigins)
  origin: NumberOrigin = 'adopted';
  /** The Evolution server; the one that the environment configures when it is absent. */
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  serverId: string = environmentServerId;
  /** The instance's name in Evolution API. Needed to adopt; one that is created gets a name when it is absent. */
  @ValidateIf(({ origin, instanceName }: RegisterNumberDto) => origin !== 'created' || instanceName !== undefined)
  @IsString()
  @Length(1, 200)
  @Matches(/^\S(.*\S)?$/)
  instanceName?: string;
  /** Where its new tickets go; everybody sees them when there is none. */
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  departmentId?: string;
  /** For an adopted number: whether BKCRM sets what a help desk needs (messages are not marked as read on arrival). Its settings are kept otherwise. */
  @IsOptional() @IsBoolean() wantsSettings: boolean = false;
}

export class ChangeNumberDto {
  @IsOptional() @IsString() @Length(1, 100) name?: string;
  /** Null: its new tickets belong to no department. */
  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true })
  @ValidateIf(({ departmentId }: ChangeNumberDto) => departmentId !== null)
  @IsOptional()
  @IsUUID()
  departmentId?: string | null;
}

export class ConnectNumberDto {
  /** With the phone (digits, country code first) a pairing code is offered besides the QR code. */
  @IsOptional() @Matches(/^\d{8,15}$/) phone?: string;
}

export class NumberRateDto {
  /** Messages per second on average; null: the configured limit. */
  @ApiProperty({ type: Number, nullable: true })
  @ValidateIf(({ ratePerSecond }: NumberRateDto) => ratePerSecond !== null)
  @IsNumber()
  @Min(0.01)
  @Max(1_000)
  ratePerSecond: number | null;
  /** Messages that may leave at once after a pause; null: the configured limit. */
  @ApiProperty({ type: Number, nullable: true })
  @ValidateIf(({ burst }: NumberRateDto) => burst !== null)
  @IsInt()
  @Min(1)
  @Max(10_000)
  burst: number | null;
}

export class QrCodeDto implements QrCode {
  code: string;
  /** A data URL. */
  image: string | null;
  pairingCode: string | null;
}

export class QrCodeOfferDto implements QrCodeOffer {
  @ApiProperty({ format: 'uuid' }) numberId: string;
  @ApiProperty({ enum: numberStates }) state: NumberState;
  /** Null when there is none (yet): further ones come as the signal `number.qr-code`. */
  @ApiProperty({ type: QrCodeDto, nullable: true }) qr: QrCodeDto | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) expiresAt: string | null;
}

class NumberServerDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  name: string;
  /** Its certificate is not checked, or nothing is encrypted. */
  insecure: boolean;
}

class RateDefaultsDto {
  ratePerSecond: number;
  burst: number;
}

class ConnectionChangeDto {
  @ApiProperty({ enum: numberStates }) state: NumberState;
  reason: string | null;
  @ApiProperty({ format: 'date-time' }) at: string;
}

const tasks = ['create', 'remake', 'delete', 'release'] as const;

export class NumberConnectionDto implements NumberConnectionResource {
  @ApiProperty({ format: 'uuid' }) numberId: string;
  instanceName: string;
  server: NumberServerDto;
  @ApiProperty({ enum: numberOrigins }) origin: NumberOrigin;
  @ApiProperty({ enum: numberStates }) state: NumberState;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) stateAt: string | null;
  /** The account that this number is; digits. */
  account: string | null;
  /** The account that is linked now. */
  linkedAccount: string | null;
  profileName: string | null;
  /** What is still being done at Evolution. */
  @ApiProperty({ enum: tasks, nullable: true }) task: (typeof tasks)[number] | null;
  @ApiProperty({ type: TroubleDto, nullable: true }) trouble: TroubleDto | null;
  ratePerSecond: number | null;
  burst: number | null;
  defaults: RateDefaultsDto;
  /** Newest first. */
  @ApiProperty({ type: [ConnectionChangeDto] }) history: ConnectionChangeDto[];
}

export class BackfillOrderDto {
  /** From when on; otherwise from where the last back-fill ended. */
  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsISO8601()
  since?: string;
}

export class BackfillDto {
  @ApiProperty({ format: 'uuid' }) numberId: string;
  /** From when on Evolution's store is going to be looked through. */
  @ApiProperty({ format: 'date-time' }) since: string;
}
