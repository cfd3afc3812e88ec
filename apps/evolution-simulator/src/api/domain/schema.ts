/** The part of JSON Schema that Evolution's own schemas use, with the texts of its validator. */
export interface Schema {
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';
  /** Replaces the validator's text for this value. */
  description?: string;
  enum?: readonly string[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  minItems?: number;
}

/** The texts of all violations, as Evolution lists them; empty when the value fits. */
export const violations = (value: unknown, schema: Schema): string[] =>
  check(value, schema, 'instance').map((text) => text.replace('instance.', ''));

function check(value: unknown, schema: Schema, path: string): string[] {
  if (value === undefined) return [];
  const found: string[] = [];
  if (schema.type !== undefined && !hasType(value, schema.type)) {
    found.push(schema.description ?? `${path} is not of a type(s) ${schema.type}`);
  }
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) {
    found.push(schema.description ?? `${path} is not one of enum values: ${schema.enum.join(',')}`);
  }
  if (typeof value === 'object' && value !== null) {
    const fields = value as Record<string, unknown>;
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      found.push(...check(fields[name], property, `${path}.${name}`));
    }
    for (const name of schema.required ?? []) {
      if (fields[name] === undefined) found.push(`${path} requires property "${name}"`);
    }
  }
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0)) found.push(`${path} does not meet minimum length of ${schema.minItems}`);
    for (const [index, item] of value.entries()) found.push(...check(item, schema.items ?? {}, `${path}[${index}]`));
  }
  return found;
}

function hasType(value: unknown, type: NonNullable<Schema['type']>): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null;
  return typeof value === type;
}
