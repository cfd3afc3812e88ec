import { describe, expect, it } from 'vitest';
import { GatewayConfig } from '../app.config.js';
import { allowedOrigins, isAllowedOrigin } from './allowed-origins.js';

describe('isAllowedOrigin', () => {
  it.each([
    [undefined, 'crm.example.com', true],
    ['https://crm.example.com', 'crm.example.com', true],
    ['http://localhost:3001', 'localhost:3001', true],
    ['https://other.example.com', 'crm.example.com', true],
    ['https://evil.example', 'crm.example.com', false],
    ['https://crm.example.com.evil.example', 'crm.example.com', false],
    ['null', 'crm.example.com', false],
    ['https://crm.example.com', undefined, false],
  ])('%s at %s: %s', (origin, host, allowed) => {
    expect(isAllowedOrigin(origin, host, ['https://other.example.com'])).toBe(allowed);
  });

  it('takes origins from addresses', () => {
    const config = Object.assign(new GatewayConfig(), {
      PUBLIC_URL: 'https://crm.example.com/',
      ALLOWED_ORIGINS: ['http://localhost:5173/x'],
    });
    expect(allowedOrigins(config)).toEqual(['https://crm.example.com', 'http://localhost:5173']);
  });
});
