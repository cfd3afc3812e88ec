import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { SimulatorConfig } from '../app.config.js';
import { Store } from '../state/store.js';
import { ApiError } from './api-error.js';
import type { HttpRequest } from './http.js';

const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized');

/** Routes of one instance: it must exist, before the key is looked at; its own token or the global key opens them. */
@Injectable()
export class InstanceGuard implements CanActivate {
  constructor(
    private readonly config: SimulatorConfig,
    private readonly store: Store,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { params, headers } = context.switchToHttp().getRequest<HttpRequest>();
    const name = params['instance'] ?? '';
    const instance = this.store.instance(name);
    if (instance === undefined) throw new ApiError(404, [`The "${name}" instance does not exist`]);
    const key = headers['apikey'];
    if (key !== this.config.SIMULATOR_API_KEY && key !== instance.token) throw unauthorized();
    return true;
  }
}

/** Creation: the name must be free, then the global key must be right. */
@Injectable()
export class CreationGuard implements CanActivate {
  constructor(
    private readonly config: SimulatorConfig,
    private readonly store: Store,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { body, headers } = context.switchToHttp().getRequest<HttpRequest>();
    const { instanceName } = (body ?? {}) as { instanceName?: string };
    if (instanceName === undefined || this.store.instance(instanceName) !== undefined) {
      throw new ApiError(403, [`This name "${instanceName}" is already in use.`]);
    }
    if (headers['apikey'] !== this.config.SIMULATOR_API_KEY) throw unauthorized();
    return true;
  }
}

/** Everything else: the global key, or the token of any instance, which then sees only itself. */
@Injectable()
export class KeyGuard implements CanActivate {
  constructor(
    private readonly config: SimulatorConfig,
    private readonly store: Store,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<HttpRequest>();
    const key = headers['apikey'];
    const known = this.store.state.instances.some((instance) => instance.token === key);
    if (key !== this.config.SIMULATOR_API_KEY && !known) throw unauthorized();
    return true;
  }
}
