import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  NotFound,
  NoSuchKey,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { MediaStore } from './media-store.js';

export interface S3Options {
  bucket: string;
  /** Before every name, with the slash at its end; may be empty. */
  prefix: string;
  region: string;
  /** For servers other than Amazon's (MinIO, Ceph): then buckets are named in the path. */
  endpoint?: string;
  /** Without it the SDK looks for credentials where it always does (the environment, a role of the machine or pod). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** Bytes of a part of an upload, and how many are held at once: 32 MB of memory at most, files of up to 80 GB. */
const partSize = 8 * 1024 * 1024;
const partsAtOnce = 4;

/** Files in a bucket. A name shows nothing until the whole file is there. */
export class S3MediaStore extends MediaStore {
  private readonly client: S3Client;

  constructor(private readonly options: S3Options) {
    super();
    const { region, endpoint, credentials } = options;
    this.client = new S3Client({
      region,
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      ...(credentials === undefined ? {} : { credentials }),
      // Servers other than Amazon's do not know the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  /** A stream that fails aborts the upload: no part stays behind. */
  async put(name: string, content: Buffer | Readable): Promise<number> {
    let size = 0;
    const upload = new Upload({
      client: this.client,
      params: { ...this.object(name), Body: content },
      partSize,
      queueSize: partsAtOnce,
      leavePartsOnError: false,
    });
    upload.on('httpUploadProgress', ({ loaded = 0 }) => (size = Math.max(size, loaded)));
    let broken: Error | undefined;
    if (!Buffer.isBuffer(content)) content.once('error', (error) => (broken = error));
    // A source that broke off is the reason, whatever became of aborting the upload.
    await upload.done().catch((error: unknown) => {
      throw broken ?? error;
    });
    return Buffer.isBuffer(content) ? content.length : size;
  }

  async open(name: string): Promise<{ stream: Readable; size: number } | undefined> {
    return unlessMissing(async () => {
      const { Body, ContentLength = 0 } = await this.client.send(new GetObjectCommand(this.object(name)));
      return { stream: Body as Readable, size: ContentLength };
    });
  }

  async writtenAt(name: string): Promise<Date | undefined> {
    return unlessMissing(async () => (await this.client.send(new HeadObjectCommand(this.object(name)))).LastModified);
  }

  async read(name: string): Promise<Buffer | undefined> {
    return unlessMissing(async () => {
      const { Body } = await this.client.send(new GetObjectCommand(this.object(name)));
      return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
    });
  }

  async delete(name: string): Promise<void> {
    const whole = this.object(name).Key;
    for await (const keys of this.pages(whole)) {
      const mine = keys.filter((key) => key === whole || key.startsWith(`${whole}/`));
      if (mine.length === 0) continue;
      const Delete = { Objects: mine.map((Key) => ({ Key })), Quiet: true };
      await this.client.send(new DeleteObjectsCommand({ Bucket: this.options.bucket, Delete }));
    }
  }

  async list(folder: string): Promise<string[]> {
    const names = new Set<string>();
    const prefix = `${this.object(folder).Key}/`;
    for await (const keys of this.pages(prefix))
      for (const key of keys) names.add(key.slice(prefix.length).split('/')[0] ?? '');
    return [...names];
  }

  /** Parts of an upload cost money until it is aborted. */
  async removeUnfinished(folder: string): Promise<void> {
    const { bucket: Bucket } = this.options;
    const Prefix = `${this.object(folder).Key}/`;
    const { Uploads = [] } = await this.client
      .send(new ListMultipartUploadsCommand({ Bucket, Prefix }))
      .catch(noneWhereUnknown);
    for (const { Key, UploadId } of Uploads)
      await this.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }

  private async *pages(Prefix: string): AsyncGenerator<string[]> {
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.options.bucket, Prefix });
    for await (const { Contents = [] } of pages) yield Contents.flatMap(({ Key }) => Key ?? []);
  }

  private object(name: string): { Bucket: string; Key: string } {
    if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(name)) throw new Error('not a name in the media store');
    return { Bucket: this.options.bucket, Key: `${this.options.prefix}${name}` };
  }
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NotFound) return undefined;
    throw error;
  }
}

/** A server that cannot say what is unfinished keeps it: that is for its own rules of expiry. */
function noneWhereUnknown(error: unknown): { Uploads?: { Key?: string; UploadId?: string }[] } {
  if (error instanceof S3ServiceException && error.name === 'NotImplemented') return {};
  throw error;
}
