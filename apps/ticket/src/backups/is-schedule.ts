import { ValidateBy } from 'class-validator';
import { BackupSchedule } from './domain/schedule.js';

/** Variable that holds a cron expression. */
export const IsSchedule = (): PropertyDecorator =>
  ValidateBy({
    name: 'isSchedule',
    validator: { validate: isSchedule, defaultMessage: () => '$property must be a cron expression' },
  });

function isSchedule(value: unknown): boolean {
  try {
    return typeof value === 'string' && Number(new BackupSchedule(value, 'UTC').next(new Date())) > 0;
  } catch {
    return false;
  }
}
