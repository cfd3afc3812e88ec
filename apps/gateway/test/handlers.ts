import type { Permission } from '@bkcrm/permissions';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Requirement } from '../src/auth/requires.js';

export interface Handler {
  /** `GET /api/v1/tickets/:id`, or the name of a command. */
  name: string;
  requirement: Requirement | undefined;
}

const of = (target: object | undefined, key: string): unknown =>
  target === undefined ? undefined : (Reflect.getMetadata(key, target) as unknown);

function methodsOf(type: object): object[] {
  const { prototype } = type as { prototype: object | undefined };
  // Descriptors, because a getter must not run here.
  const members = Object.values(Object.getOwnPropertyDescriptors(prototype ?? {}));
  return members.flatMap(({ value }: { value?: unknown }) => (typeof value === 'function' ? [value] : []));
}

function requirementOf(type: object, method: object): Requirement | undefined {
  return (of(method, 'bkcrm:requires') ?? of(type, 'bkcrm:requires')) as Permission | undefined;
}

function types(app: NestExpressApplication, kind: 'controllers' | 'providers'): object[] {
  const modules = [...app.get(ModulesContainer).values()];
  return modules.flatMap((module) => [...module[kind].values()].flatMap(({ metatype }) => metatype ?? []));
}

/** Every REST route there is, as Nest's decorators have noted them. */
export function routesOf(app: NestExpressApplication): Handler[] {
  return types(app, 'controllers').flatMap((type) =>
    methodsOf(type).flatMap((method) => {
      const [path, verb] = [of(method, 'path'), of(method, 'method')];
      if (typeof path !== 'string' || typeof verb !== 'number') return [];
      const whole = `/${String(of(type, 'path'))}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
      return { name: `${RequestMethod[verb]} ${whole}`, requirement: requirementOf(type, method) };
    }),
  );
}

/** Every command that a socket may send. */
export function commandsOf(app: NestExpressApplication): Handler[] {
  return types(app, 'providers').flatMap((type) =>
    methodsOf(type).flatMap((method) => {
      const command = (of(method, 'bkcrm:command') as { name?: unknown } | undefined)?.name;
      return typeof command === 'string' ? { name: command, requirement: requirementOf(type, method) } : [];
    }),
  );
}
