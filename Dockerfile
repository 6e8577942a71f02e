# filrouge in a container. `docker compose up` builds it; alone, with the embedded database on a volume:
#
#   docker build -t filrouge:0.1.0 .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     -p 127.0.0.1:4090:4090 -v filrouge-data:/data filrouge:0.1.0

# The newest Node 24 that .ci/smoke has run filrouge on.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
COPY examples examples
RUN npm run build && npm run sbom

FROM node:24.21.0-bookworm-slim
# Inside the container every interface must answer; who may reach it is decided where the port is published.
ENV NODE_ENV=production \
    FILROUGE_HOST=0.0.0.0 \
    FILROUGE_PORT=4090 \
    FILROUGE_DATA=/data \
    FILROUGE_RULES=/app/rules
WORKDIR /app
COPY package.json package-lock.json ./
# None of these packages needs its install script: native parts come as packages of their own.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY --from=build /app/dist dist
COPY rules rules
# Folders that a volume is mounted on take over the owner from here.
RUN install -d -o node -g node /data /backup /run/filrouge
USER node
EXPOSE 4090
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.FILROUGE_PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
