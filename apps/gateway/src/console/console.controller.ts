import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../auth/requires.js';
import type { HttpRequest, HttpResponse } from '../http/http.js';
import { problems } from '../http/problem.js';
import { ConsoleFolder } from './console-folder.js';

const otherThings = /^\/(api|socket\.io|webhook)(\/|$)/;

/** The console finds its own way through its addresses: whatever is nothing else is its page. Registered last. */
@Public()
@ApiExcludeController()
@Controller()
export class ConsoleController {
  constructor(private readonly folder: ConsoleFolder) {}

  @Get('{*path}')
  async page(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const wantsPage = (request.headers.accept ?? '').includes('text/html') || request.path === '/';
    if (!wantsPage || otherThings.test(request.path)) throw problems.routeNotFound();
    response.setHeader('cache-control', 'no-cache');
    const sent = await new Promise<boolean>((resolve) => {
      response.sendFile('index.html', { root: this.folder.path }, (error) => resolve(error === undefined));
    });
    if (!sent && !response.headersSent) {
      response.statusCode = 503;
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.end('The console is not built. Run: npm run build:console\n');
    }
  }
}
