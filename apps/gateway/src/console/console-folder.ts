import { resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { GatewayConfig } from '../app.config.js';
import type { HttpResponse } from '../http/http.js';

/** Where the built console lies. */
@Injectable()
export class ConsoleFolder {
  readonly path: string;

  constructor(config: GatewayConfig) {
    this.path = resolve(config.CONSOLE_DIR);
  }

  /** Serves its files. Those in `assets/` carry a hash in their name and never change. */
  serve(app: NestExpressApplication): void {
    app.useStaticAssets(this.path, {
      index: false,
      setHeaders: (response: HttpResponse, path: string) => {
        const isHashed = path.startsWith(`${this.path}/assets/`);
        response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
}
