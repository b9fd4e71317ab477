# One image for every service and for the set-up: the command says which.
#   docker run orderflow services/order/src/main.ts
# Node runs the TypeScript sources as they are; there is no build. Built twice from the same commit its files are the same,
# and with BuildKit's SOURCE_DATE_EPOCH and rewrite-timestamp=true the image is (ADR 62).
ARG NODE_IMAGE=node:24-bookworm-slim

# The manifests alone, so that the packages are installed anew only when one of these changes.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name 'pnpm-*.yaml' -delete && find . -type d -empty -delete

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json .
RUN npm install --global "$(node --print 'require("./package.json").packageManager')"
COPY --from=manifests /app .
# Of the tools only what they name themselves, and what makes certificates: the set-up needs no embedded servers and no test
# containers.
# Optional dependencies among them: the codecs and checksums of Kafka are native code, one package per platform.
# What pnpm notes down for its next run has the time in it, and there is none.
RUN pnpm install --frozen-lockfile --prod --filter-prod '{services/*}...' --filter-prod @orderflow/tools \
    --filter-prod @orderflow/certificates \
  && rm node_modules/.modules.yaml node_modules/.pnpm-workspace-state-v1.json

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
# What a process may keep in memory (ADR 72).
ENV NODE_OPTIONS="--max-old-space-size=256 --max-semi-space-size=8" MALLOC_ARENA_MAX=2
# Owned by root: the process can read its code and change none of it.
COPY --from=dependencies /app .
COPY . .
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=10s --start-period=60s --retries=5 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Traces, if OTEL_EXPORTER_OTLP_ENDPOINT says where to; else it loads nothing.
ENTRYPOINT ["node", "--import", "/app/packages/service-kit/src/tracing/register.ts"]
