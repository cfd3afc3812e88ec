import { IsString, MaxLength } from 'class-validator';

export class PasswordDto {
  /** One's own, once more. */
  @IsString() @MaxLength(128) password: string;
}

export class CodeDto {
  @IsString() @MaxLength(40) code: string;
}

export class TwoFactorState {
  enabled: boolean;
}

export class Enrolment {
  /** `otpauth://…`, for the QR code that an authenticator app reads. Shown only this once. */
  uri: string;
}

export class RecoveryCodes {
  /** Each is good for one login without the device. Shown only this once. */
  recoveryCodes: string[];
}
