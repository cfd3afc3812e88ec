import { ApiError } from './rest/api-error.js';
import type { Api, FileToUpload } from './rest/api.js';
import { newId } from './new-id.js';
import type { Outbox } from './outbox/outbox.js';
import { latestTurn } from './outbox/seen.js';
import type { PendingUpload } from './store/state.js';
import type { Store } from './store/store.js';

/** What is sent with a file. */
export interface FileMessage {
  kind?: FileToUpload['kind'];
  caption?: string;
  /** Playing time of a voice note. */
  seconds?: number;
  quotedMessageId?: string;
  scheduledFor?: string;
}

interface Run {
  start: () => void;
  abort: AbortController;
  /** What its author had seen when they sent it, not when it was there. */
  seen: number | undefined;
}

/** Files on their way into the server. Once there, they are messages of the outbox; until then they live with the page. */
export class Uploads {
  private readonly running = new Map<string, Run>();

  constructor(
    private readonly store: Store,
    private readonly api: Api,
    private readonly outbox: Outbox,
  ) {}

  /** @returns the client id of the upload, and of the message that it becomes */
  add(ticketId: string, file: Blob, fileName: string, message: FileMessage): string {
    const clientId = newId();
    const upload: PendingUpload = {
      clientId,
      ticketId,
      file,
      fileName,
      kind: message.kind ?? null,
      caption: message.caption ?? null,
      sent: 0,
      createdAt: new Date().toISOString(),
      failure: null,
    };
    this.store.update((state) => ({ ...state, uploads: [...state.uploads, upload] }));
    const seen = latestTurn(this.store.getSnapshot(), ticketId);
    const run = { start: () => void this.run(upload, message), abort: new AbortController(), seen };
    this.running.set(clientId, run);
    run.start();
    return clientId;
  }

  /** Tries a file again that did not get through. */
  again(clientId: string): void {
    this.change(clientId, { failure: null, sent: 0 });
    const run = this.running.get(clientId);
    const upload = this.store.getSnapshot().uploads.find((other) => other.clientId === clientId);
    if (run === undefined || upload === undefined) return;
    run.abort = new AbortController();
    run.seen = latestTurn(this.store.getSnapshot(), upload.ticketId);
    run.start();
  }

  discard(clientId: string): void {
    this.running.get(clientId)?.abort.abort();
    this.running.delete(clientId);
    this.store.update((state) => ({
      ...state,
      uploads: state.uploads.filter((upload) => upload.clientId !== clientId),
    }));
  }

  private async run({ clientId, ticketId, file, fileName }: PendingUpload, message: FileMessage): Promise<void> {
    const { kind, caption, seconds, quotedMessageId, scheduledFor } = message;
    try {
      const attachment = await this.api.upload({
        file,
        fileName,
        kind,
        onProgress: (sent) => this.change(clientId, { sent }),
        signal: this.running.get(clientId)?.abort.signal,
      });
      const run = this.running.get(clientId);
      if (run === undefined) return;
      const what = { attachmentId: attachment.id, kind, caption, seconds, scheduledFor };
      this.outbox.add(ticketId, '', quotedMessageId ?? null, { clientId, what, fileName, seen: run.seen });
      this.discard(clientId);
    } catch (error) {
      if (!this.running.has(clientId)) return;
      const { code, message: reason } = error instanceof ApiError ? error : { code: 'network', message: String(error) };
      this.change(clientId, { failure: { code, message: reason } });
    }
  }

  private change(clientId: string, change: Partial<PendingUpload>): void {
    this.store.update((state) => ({
      ...state,
      uploads: state.uploads.map((upload) => (upload.clientId === clientId ? { ...upload, ...change } : upload)),
    }));
  }
}
