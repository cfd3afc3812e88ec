import { IsArray, IsInt, IsOptional, IsString, Max } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { configVariables, InvalidConfiguration, loadConfig } from './load-config.js';
import { AsList, AsNumber } from './transforms.js';

class Example {
  @IsString() URL: string;
  @AsNumber() @IsInt() @Max(65535) PORT = 4000;
  @IsOptional() @AsList() @IsArray() SECRETS?: string[];
}

describe('loadConfig', () => {
  it('applies defaults, converts, and leaves out what the class does not name', () => {
    const config = loadConfig(Example, { URL: 'x', PORT: '', SECRETS: 'a, b,', HOME: '/root' });
    expect(Object.entries(config)).toEqual(
      expect.arrayContaining([
        ['URL', 'x'],
        ['PORT', 4000],
        ['SECRETS', ['a', 'b']],
      ]),
    );
    expect(config).not.toHaveProperty('HOME');
  });

  it('names every wrong variable and no value', () => {
    const load = loadConfig.bind(undefined, Example, { PORT: '70000-secret' });
    expect(load).toThrow(InvalidConfiguration);
    expect(load).toThrow(/URL.*\n.*PORT/);
    expect(load).not.toThrow(/70000-secret/);
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(loadConfig(Example, { URL: 'x' }))).toBe(true);
  });

  it('lists the variables it reads', () => {
    expect(configVariables(Example).sort()).toEqual(['PORT', 'SECRETS', 'URL']);
  });
});
