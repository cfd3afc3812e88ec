import { roles } from '@bkcrm/database';
import type { DatabaseOptions } from '@bkcrm/database';
import { ApiTokenRow } from '../api-tokens/api-token.entity.js';
import { AuditEntry } from '../audit/audit-entry.entity.js';
import { LoginFailureRow } from '../auth/login-failure.entity.js';
import { ChosenAway } from '../presence/chosen-away.entity.js';
import { NoticeSeenRow } from '../notices/notice-seen.entity.js';
import { NoticeRow } from '../notices/notice.entity.js';
import { PasswordResetRow } from '../auth/password-reset.entity.js';
import { PasswordRow } from '../auth/password.entity.js';
import { SessionRow } from '../sessions/session.entity.js';
import { SecondFactorRow } from '../two-factor/second-factor.entity.js';
import { CreateGatewaySchema1764000000000 } from './migrations/1764000000000-create-gateway-schema.js';
import { CreateSessions1764400000000 } from './migrations/1764400000000-create-sessions.js';
import { CreateApiTokens1764410000000 } from './migrations/1764410000000-create-api-tokens.js';
import { CreateChosenAway1764600000000 } from './migrations/1764600000000-create-chosen-away.js';
import { CreateSecondFactor1764420000000 } from './migrations/1764420000000-create-second-factor.js';
import { AddRetention1764700000000 } from './migrations/1764700000000-add-retention.js';
import { LetBackupsRead1766000000000 } from './migrations/1766000000000-let-backups-read.js';
import { CreateNotices1766200000000 } from './migrations/1766200000000-create-notices.js';
import { WordNotices1766700000000 } from './migrations/1766700000000-word-notices.js';
import { ConfirmRefreshes1766900000000 } from './migrations/1766900000000-confirm-refreshes.js';

/** The gateway's schema, tables and migrations. Its role may also read the ticket service's. */
export function gatewayDatabase(url: string, poolSize?: number): DatabaseOptions {
  return {
    url,
    role: roles.gateway,
    schema: 'gateway',
    applicationName: 'bkcrm-gateway',
    entities: [
      ApiTokenRow,
      AuditEntry,
      ChosenAway,
      LoginFailureRow,
      NoticeRow,
      NoticeSeenRow,
      PasswordResetRow,
      PasswordRow,
      SecondFactorRow,
      SessionRow,
    ],
    migrations: [
      CreateGatewaySchema1764000000000,
      CreateSessions1764400000000,
      CreateApiTokens1764410000000,
      CreateSecondFactor1764420000000,
      CreateChosenAway1764600000000,
      AddRetention1764700000000,
      LetBackupsRead1766000000000,
      CreateNotices1766200000000,
      WordNotices1766700000000,
      ConfirmRefreshes1766900000000,
    ],
    poolSize,
  };
}
