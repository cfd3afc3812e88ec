import 'reflect-metadata';
import { ValidationPipe } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  validate,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isPlainlyValid } from './plain-validity.js';
import { Problem } from './problem.js';
import { createValidation } from './validation.js';

class Base {
  @IsUUID() id: string;
  @Allow() anything?: unknown;
}
class Plain extends Base {
  @IsInt() @Min(1) @Max(100) limit: number = 50;
  @IsOptional() @IsString() @Length(1, 3) name?: string | null;
  @ValidateIf(({ name }: Plain) => name === 'x') @IsString() because?: string;
}
class Nested {
  @IsOptional() @ValidateNested() @Type(() => Base) base?: Base;
  @IsOptional() @ArrayMaxSize(2) @IsString({ each: true }) names?: string[];
}
class Slow {
  @ValidateBy({ name: 'slow', validator: { validate: (value) => Promise.resolve(value === 1) } }) value: unknown;
}
class Lawless {}

const id = '0190d1f0-5b7a-4c3e-8f00-0123456789ab';
const validation = createValidation();
const check = (metatype: new () => object, payload: unknown): Promise<unknown> =>
  validation.transform(payload, { type: 'body', metatype });
const searches = () => vi.spyOn(ValidationPipe.prototype as unknown as { validate: () => unknown }, 'validate');

afterEach(() => vi.restoreAllMocks());

describe('what is plainly valid', () => {
  it.each([{ id }, { id, limit: 100 }, { id, name: null, anything: { at: 'all' } }, { id, name: 'x', because: 'y' }])(
    'is let in without a search for mistakes: %j',
    async (payload) => {
      expect(isPlainlyValid(Object.assign(new Plain(), payload))).toBe(true);
      const search = searches();
      const checked = await check(Plain, payload);
      expect(checked).toBeInstanceOf(Plain);
      expect(checked).toMatchObject({ limit: 50, ...payload });
      expect(search).not.toHaveBeenCalled();
    },
  );
});

describe('everything else', () => {
  const value = fc.constantFrom<unknown>(id, 'x', 'long', '', 7, 0, 0.5, null, undefined, true, [id], { id });
  const payload = fc.record(
    { id: value, anything: value, limit: value, name: value, because: value, other: value },
    { requiredKeys: [] },
  );

  it('is what class-validator objects to, no more and no less', async () => {
    await fc.assert(
      fc.asyncProperty(payload, async ({ id: given = id, ...rest }) => {
        const object = Object.assign(new Plain(), rest, { id: given });
        const plain = isPlainlyValid(object);
        expect(plain).toBe((await validate(object, { whitelist: true, forbidNonWhitelisted: true })).length === 0);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{}, { id: ['id must be a UUID'] }],
    [{ id, other: 1 }, { other: ['property other should not exist'] }],
    [{ id, limit: 101 }, { limit: ['limit must not be greater than 100'] }],
  ])('is told what is wrong with it: %j', async (wrong, details) => {
    await expect(check(Plain, wrong)).rejects.toMatchObject({
      code: 'request.invalid',
      extra: { details: { fields: details } },
    });
  });

  it.each([['a text'], [7], [[{ id }]], [null], [undefined]])('is told so: %j', async (wrong) => {
    await expect(check(Plain, wrong)).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('what cannot be said at once', () => {
  it.each([
    [Nested, { base: { id }, names: ['a', 'b'] }, { base: { id: 'x' } }],
    [Nested, { names: ['a'] }, { names: ['a', 1] }],
    [Slow, { value: 1 }, { value: 2 }],
  ])('is left to class-validator: %o', async (type: new () => object, good, bad) => {
    expect(isPlainlyValid(Object.assign(new type(), good))).toBe(false);
    await expect(check(type, good)).resolves.toEqual(Object.assign(new type(), good));
    await expect(check(type, bad)).rejects.toThrow(Problem);
  });

  it('is a class without rules', () => {
    expect(isPlainlyValid(new Lawless())).toBe(false);
  });
});
