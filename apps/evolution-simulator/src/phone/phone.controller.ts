import { Controller, Get, NotFoundException, Param, StreamableFile } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { findPageFolder } from './page-folder.js';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** The page on which a person is the customer. */
@Controller('phone')
export class PhoneController {
  private readonly folder = findPageFolder();

  @Get()
  page(): Promise<StreamableFile> {
    return this.file('index.html');
  }

  @Get(':file')
  async file(@Param('file') name: string): Promise<StreamableFile> {
    const type = types[extname(name)];
    if (type === undefined || !/^[a-z-]+\.[a-z]+$/.test(name)) throw new NotFoundException(`no file ${name}`);
    const content = await readFile(join(this.folder, name)).catch(() => {
      throw new NotFoundException(`no file ${name}`);
    });
    return new StreamableFile(content, { type });
  }
}
