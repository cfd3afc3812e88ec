import { getMetadataStorage, ValidationTypes } from 'class-validator';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Passes = (object: object, value: unknown) => boolean;

/** What one property must obey. */
interface Property {
  name: string;
  /** Without these, nothing else is asked of it. */
  conditions: Passes[];
  rules: Passes[];
}

/** Of each class, put together once: class-validator looks for them among the rules of all classes each time. */
const known = new Map<object, Property[]>();

/**
 * Whether an object obeys all rules of its class and has no property besides, found out without making a report. What cannot be said at
 * once (of lists, nested objects, rules that take their time) counts as not plain: for that and for what is wrong there is class-validator.
 */
export function isPlainlyValid(object: object): boolean {
  const properties = propertiesOf(object.constructor);
  const isKnown = (key: string): boolean => properties.some(({ name }) => name === key);
  return properties.length > 0 && Object.keys(object).every(isKnown) && properties.every((one) => obeys(object, one));
}

function obeys(object: object, { name, conditions, rules }: Property): boolean {
  const value = (object as Record<string, unknown>)[name];
  return conditions.some((applies) => !applies(object, value)) || rules.every((passes) => passes(object, value));
}

function propertiesOf(type: object): Property[] {
  const remembered = known.get(type);
  if (remembered !== undefined) return remembered;
  const properties = new Map<string, Property>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(type as () => void, '', false, false)) {
    const { propertyName: name } = rule;
    const property = properties.get(name) ?? { name, conditions: [], rules: [] };
    properties.set(name, property);
    if (rule.type === ValidationTypes.CONDITIONAL_VALIDATION)
      property.conditions.push((object, value) => Boolean(rule.constraints[0](object, value)));
    else property.rules.push(...passesOf(rule, type as () => void));
  }
  known.set(type, [...properties.values()]);
  return [...properties.values()];
}

function passesOf(rule: Rule, { name: targetName }: () => void): Passes[] {
  const { type, propertyName: property, constraints, constraintCls, each, validateIf } = rule;
  // It says only that there may be such a property.
  if (type === ValidationTypes.WHITELIST) return [];
  if (type !== ValidationTypes.CUSTOM_VALIDATION || each || validateIf !== undefined) return [() => false];
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance }) => {
      return (object, value) => instance.validate(value, { targetName, property, object, value, constraints }) === true;
    });
}
