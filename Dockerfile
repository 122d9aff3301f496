# syntax=docker/dockerfile:1
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Of what development takes, only the compiler and the types that it needs, in the versions of the lock file: no binaries of
# other programs, on no platform.
RUN npm pkg delete $(node -p "Object.keys(require('./package.json').devDependencies).filter((name) => !/^(typescript$|@types\/)/.test(name)).map((name) => 'devDependencies.' + name).join(' ')") \
  && npm install --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN node node_modules/typescript/bin/tsc -p tsconfig.build.json \
  && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production PORT=8503
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/dist ./dist
COPY --chown=root:root bin ./bin
COPY --chown=root:root docs ./docs
COPY --chown=root:root manifest.yml services.schema.json ./
# Writes nothing: run it with --read-only; services.yml, keys and known_hosts are mounted under /config.
USER node
EXPOSE 8503
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --retries=3 \
  CMD node -e "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"
ENTRYPOINT ["node", "bin/503.js"]
CMD ["serve", "--config", "/config/services.yml"]
