import 'reflect-metadata';
import { Logger } from '@nestjs/common';

// Tests provoke warnings and errors on purpose; BKCRM_TEST_LOGS=1 shows them.
if (!process.env['BKCRM_TEST_LOGS']) Logger.overrideLogger(false);
