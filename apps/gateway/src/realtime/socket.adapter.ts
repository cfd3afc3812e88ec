import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { GatewayConfig } from '../app.config.js';
import { allowedOrigins, isAllowedOrigin } from '../http/allowed-origins.js';

type Create = IoAdapter['createIOServer'];

/** socket.io with our limits. Its own recovery of missed packets stays off: the event log does that, for good. */
export class SocketAdapter extends IoAdapter {
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
}
