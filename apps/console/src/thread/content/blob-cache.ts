/** Object URLs of fetched files, the least recently used given back first. A failed fetch is not remembered. */
export class BlobCache {
  private readonly urls = new Map<string, Promise<string>>();

  constructor(private readonly most: number) {}

  get(key: string, fetch: () => Promise<Blob>): Promise<string> {
    const known = this.urls.get(key);
    if (known !== undefined) {
      this.urls.delete(key);
      this.urls.set(key, known);
      return known;
    }
    const url = fetch().then((blob) => URL.createObjectURL(blob));
    this.urls.set(key, url);
    url.catch(() => this.urls.delete(key));
    this.shrink();
    return url;
  }

  private shrink(): void {
    for (const [key, url] of this.urls) {
      if (this.urls.size <= this.most) return;
      this.urls.delete(key);
      url.then(
        (address) => URL.revokeObjectURL(address),
        () => undefined,
      );
    }
  }
}
