import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debounceTime } from 'rxjs';
import { SimulatorConfig } from '../app.config.js';
import type { SimulatorState } from './simulator-state.js';
import { Store } from './store.js';

const quietMilliseconds = 500;

/** Keeps the state in SIMULATOR_DATA: written whole, beside the old file, and then put in its place. */
@Injectable()
export class StateFile implements OnApplicationShutdown {
  private readonly logger = new Logger(StateFile.name);
  private writing = Promise.resolve();

  constructor(
    private readonly config: SimulatorConfig,
    private readonly store: Store,
  ) {}

  /** Takes up the state of the last run, and writes every change from now on. Without a folder it does nothing. */
  async open(): Promise<void> {
    const folder = this.config.SIMULATOR_DATA;
    if (folder === undefined) return;
    await mkdir(folder, { recursive: true });
    const text = await readFile(join(folder, 'state.json'), 'utf8').catch(() => null);
    if (text !== null) this.store.state = JSON.parse(text) as SimulatorState;
    this.store.changes.pipe(debounceTime(quietMilliseconds)).subscribe(() => void this.save(folder));
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.config.SIMULATOR_DATA !== undefined) await this.save(this.config.SIMULATOR_DATA);
  }

  private save(folder: string): Promise<void> {
    this.writing = this.writing
      .then(() => this.write(folder))
      .catch((error: unknown) => this.logger.error('the state could not be written', error));
    return this.writing;
  }

  private async write(folder: string): Promise<void> {
    const file = join(folder, 'state.json');
    await writeFile(`${file}.new`, JSON.stringify(this.store.state));
    await rename(`${file}.new`, file);
  }
}
