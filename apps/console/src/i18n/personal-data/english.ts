import type { PersonalDataDictionary } from './portuguese.js';

export const personalDataInEnglish: PersonalDataDictionary = {
  title: 'Personal data',
  export: 'Export data',
  exporting: 'Preparing the file…',
  erase: 'Erase this person’s data',
  question: (name) => `Erase everything of ${name}?`,
  warning:
    'This person’s messages, files and tickets are erased for good, on all numbers. What has not left is not sent. It cannot be undone.',
  beyond: 'It does not reach the phone, WhatsApp, or Evolution’s own database.',
  reason: 'Reason',
  reasonHint: 'Kept in the audit log: do not name the person.',
  confirm: 'Erase for good',
  started: 'The data is being erased.',
};
