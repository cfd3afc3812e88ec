import { describe, expect, it } from 'vitest';
import { sendMediaSchema, sendTextSchema, webhookSchema } from '../schemas.js';
import { violations } from './schema.js';

describe('violations', () => {
  it('words what is missing and what has the wrong type', () => {
    expect(violations({}, sendTextSchema)).toEqual([
      'instance requires property "number"',
      'instance requires property "text"',
    ]);
    expect(violations({ number: 55, text: 5, delay: '1' }, sendTextSchema)).toEqual([
      'Invalid format',
      'text is not of a type(s) string',
      'Enter a value in milliseconds',
    ]);
  });

  it('names the place inside', () => {
    const quoted = { number: '55', text: 'oi', quoted: { key: {} } };
    expect(violations(quoted, sendTextSchema)).toEqual(['quoted.key requires property "id"']);
    const webhook = { enabled: true, url: 'x', events: ['NOPE'] };
    expect(violations({ webhook }, webhookSchema)[0]).toMatch(/^webhook\.events\[0\] is not one of enum values: APP/);
  });

  it('lists the values that are allowed', () => {
    expect(violations({ number: '55', mediatype: 'gif' }, sendMediaSchema)).toEqual([
      'mediatype is not one of enum values: image,document,video,audio',
    ]);
  });
});
