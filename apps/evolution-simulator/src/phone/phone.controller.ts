import { Controller, Get, Header, NotFoundException, Param, StreamableFile } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const types: Record<string, string> = {
  'index.html': 'text/html; charset=utf-8',
  'phone.css': 'text/css; charset=utf-8',
};

/** The page on which a person is the customer. */
@Controller('phone')
export class PhoneController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  page(): Promise<StreamableFile> {
    return this.file('index.html');
  }

  @Get(':file')
  async file(@Param('file') name: string): Promise<StreamableFile> {
    if (!/^[a-z][a-z-]*\.(html|css|js)$/.test(name)) throw new NotFoundException();
    const type = types[name] ?? 'text/javascript; charset=utf-8';
    const content = await readFile(join(pageFolder, name)).catch(() => {
      throw new NotFoundException();
    });
    return new StreamableFile(content, { type });
  }
}

const pageFolder = 'apps/evolution-simulator/page';
