import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';

/** Thrown at boot; names the variables that are wrong, never their values. */
export class InvalidConfiguration extends Error {
  constructor(readonly problems: string[]) {
    super(`invalid configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidConfiguration';
  }
}

/**
 * Reads a configuration class from the environment: one property per variable, same name.
 * Empty variables count as absent, so that defaults written in the class apply. The result is frozen.
 * @throws InvalidConfiguration listing every problem at once
 */
export function loadConfig<T extends object>(type: new () => T, environment: NodeJS.ProcessEnv = process.env): T {
  const names = configVariables(type);
  const present = Object.fromEntries(
    names.filter((name) => environment[name]).map((name) => [name, environment[name]]),
  );
  const config = plainToInstance(type, present, { exposeDefaultValues: true });
  const errors = validateSync(config, { forbidUnknownValues: false });
  if (errors.length > 0) {
    throw new InvalidConfiguration(
      errors.map((error) => `${error.property}: ${Object.values(error.constraints ?? {}).join(', ')}`),
    );
  }
  return Object.freeze(config);
}

/** The variables a configuration class reads: every property that carries a validation. */
export function configVariables(type: new () => object): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(metadata.map((entry) => entry.propertyName))];
}
