import type { Api } from './rest/api.js';
import { applyNotices, applyNoticesSeen, applySystem } from './store/notices.js';
import type { Store } from './store/store.js';

/** For administrators: how the running system does, and the problems that they are told of, in the store. */
export class SystemWatch {
  private watchers = 0;
  private noticeKeepers = 0;

  constructor(
    private readonly store: Store,
    private readonly api: Pick<Api, 'administration'>,
    private readonly tell: (event: string, data: unknown) => void,
  ) {}

  /** Has the store follow how the system does until the returned function is called. */
  watch(): () => void {
    this.watchers += 1;
    this.tellWatching();
    return () => {
      this.watchers -= 1;
      if (this.watchers === 0) this.tellWatching();
    };
  }

  /** Asks how the system does, now. @throws ApiError */
  async load(): Promise<void> {
    const system = await this.api.administration.system();
    this.store.update((state) => applySystem(state, system));
  }

  /** Keeps the notices in the store until the returned function is called. */
  keepNotices(): () => void {
    this.noticeKeepers += 1;
    this.loadNotices();
    return () => void (this.noticeKeepers -= 1);
  }

  /** All notices have been seen, in every window of this agent. @throws ApiError */
  async seeNotices(): Promise<void> {
    const seen = await this.api.administration.seeNotices();
    this.store.update((state) => applyNoticesSeen(state, seen));
  }

  /** There is a new connection: what was signalled meanwhile is told again by nobody, and it does not know who watches. */
  onLive(): void {
    if (this.noticeKeepers > 0) this.loadNotices();
    if (this.watchers > 0) this.tellWatching();
  }

  private tellWatching(): void {
    this.tell('system:watch', { watching: this.watchers > 0 });
  }

  private loadNotices(): void {
    this.api.administration.notices().then(
      (notices) => this.store.update((state) => applyNotices(state, notices)),
      // It is repeated when the connection is back.
      () => undefined,
    );
  }
}
