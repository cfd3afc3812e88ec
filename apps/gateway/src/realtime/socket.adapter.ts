import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { defer, filter, Subject, takeUntil } from 'rxjs';
import type { GatewayConfig } from '../app.config.js';
import { allowedOrigins, isAllowedOrigin } from '../http/allowed-origins.js';
import type { Acknowledgement } from './acknowledge.interceptor.js';

type Create = IoAdapter['createIOServer'];
type Bind = IoAdapter['bindMessageHandlers'];

interface Command {
  data: unknown;
  ack?: (answer: Acknowledgement) => void;
}

/** socket.io with our limits. Its own recovery of missed packets stays off: the event log does that, for good. */
export class SocketAdapter extends IoAdapter {
  /** Sockets that have just disconnected. */
  private readonly gone = new Subject<Parameters<Bind>[0]>();

  constructor(
    app: INestApplicationContext,
    private readonly config: GatewayConfig,
  ) {
    super(app);
  }

  override createIOServer(...[port, options]: Parameters<Create>): ReturnType<Create> {
    const allowed = allowedOrigins(this.config);
    const ours: Partial<NonNullable<typeof options>> = {
      ...options,
      transports: this.config.SOCKET_TRANSPORTS,
      serveClient: false,
      cors: { origin: allowed },
      allowRequest: (request, decide) =>
        decide(null, isAllowedOrigin(request.headers.origin, request.headers.host, allowed)),
      maxHttpBufferSize: 512 * 1024,
      pingInterval: 20_000,
      pingTimeout: 15_000,
    };
    return super.createIOServer(port, ours as NonNullable<typeof options>);
  }

  /**
   * Nest's own makes a chain of observables for every command that a socket may ever send, and keeps them as long as that is connected.
   * Here there is one from when a command comes until it is answered.
   */
  override bindMessageHandlers(...[socket, handlers, transform]: Parameters<Bind>): void {
    socket.once('disconnect', () => this.gone.next(socket));
    for (const { message, callback } of handlers) {
      socket.on(message as string, (...payload: unknown[]) => {
        const { data, ack } = this.mapPayload(payload.length > 1 ? payload : payload[0]) as Command;
        defer(() => transform(callback(data, ack)))
          .pipe(takeUntil(this.gone.pipe(filter((one) => one === socket))))
          .subscribe({
            next: (answer: Acknowledgement | undefined) => {
              if (answer !== undefined) ack?.(answer);
            },
            error: (error: unknown) => this.logger.error(error),
          });
      });
    }
  }
}
