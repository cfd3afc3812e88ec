import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';

export type BodyClass = new () => object;
type Body = Record<string, unknown>;

/** Texts of which one fits every pattern that a contract asks for. */
const texts = [
  'x',
  '5511987650123',
  '5511987650123@s.whatsapp.net',
  '-----BEGIN CERTIFICATE-----',
  Array.from({ length: 32 }, () => 'AB').join(':'),
  'a'.repeat(64),
];

const values: Record<string, (constraints: readonly unknown[]) => unknown> = {
  isUuid: () => '0199c0de-0000-7000-8000-000000000001',
  isIso8601: () => '2026-01-02T03:04:05.678Z',
  isIn: ([list]) => (list as unknown[])[0],
  isInt: () => 1,
  isNumber: () => 1,
  min: ([least]) => least,
  isBoolean: () => true,
  isLatitude: () => -23.5,
  isLongitude: () => -46.6,
  isEmail: () => 'ana@example.com',
  isUrl: () => 'https://example.com',
  isObject: () => ({}),
  isLength: ([least]) => 'x'.repeat(Number(least)),
  matches: ([pattern]) => texts.find((text) => (pattern as RegExp).test(text)),
  isString: () => 'x',
};
/** The most telling first. */
const precedence = ['isUuid', 'isIso8601', 'isIn', 'isEmail', 'isUrl', 'matches', 'isLength', 'min'];

/** A body that a contract takes, made of what its class says about itself: every property is there, also those that need not be. */
export function validBody(type: BodyClass, kind?: string): Body {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const properties = [...new Set(rules.map(({ propertyName }) => propertyName))];
  const ofProperty = (property: string) => rules.filter(({ propertyName }) => propertyName === property);
  return Object.fromEntries(
    properties.map((property) => [property, valueOf(type, property, ofProperty(property), kind)]),
  );
}

function valueOf(type: BodyClass, property: string, rules: ValidationMetadata[], kind?: string): unknown {
  const isList = rules.some(({ name, each }) => each || name === 'isArray');
  const value = rules.some(({ type: rule }) => rule === 'nestedValidation')
    ? validBody(...nested(type, property, isList, kind))
    : single(rules);
  return isList ? [value] : value;
}

/** The class of a property that is an object itself, as the transformation finds it. */
function nested(type: BodyClass, property: string, isList: boolean, kind?: string): [BodyClass, string?] {
  const plain = kind === undefined ? {} : { kind };
  const body = plainToInstance(type, { [property]: isList ? [plain] : plain }) as Body;
  const found = isList ? (body[property] as object[])[0] : (body[property] as object);
  return [found?.constructor as BodyClass, kind];
}

function single(rules: ValidationMetadata[]): unknown {
  const byPrecedence = [...precedence, ...Object.keys(values)];
  const name = byPrecedence.find((each) => rules.some((rule) => rule.name === each));
  const rule = rules.find((each) => each.name === name);
  return name === undefined ? {} : values[name]?.(rule?.constraints ?? []);
}
