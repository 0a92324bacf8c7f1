# docker build -t gameserver . && docker run -p 8080:8080 -v game:/data gameserver
# A release also says what it is: --build-arg VERSION=0.1.0 --build-arg REVISION=$(git rev-parse HEAD)

# The page and the client library.
FROM node:20.20-bookworm-slim AS page
WORKDIR /source/src/web
COPY src/web/package.json src/web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY src/web/ ./
RUN npm run build

# The server. Project and lock files come first: packages are restored again only when these change.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS server
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Directory.Build.props src/
COPY src/GameServer.Protocol/GameServer.Protocol.csproj src/GameServer.Protocol/packages.lock.json src/GameServer.Protocol/
COPY src/GameServer.Engine/GameServer.Engine.csproj src/GameServer.Engine/packages.lock.json src/GameServer.Engine/
COPY src/GameServer.Games/GameServer.Games.csproj src/GameServer.Games/packages.lock.json src/GameServer.Games/
COPY src/GameServer/GameServer.csproj src/GameServer/ClientBuild.targets src/GameServer/packages.lock.json src/GameServer/
RUN dotnet restore src/GameServer/GameServer.csproj --use-current-runtime
COPY .editorconfig ./
COPY src/ src/
COPY --from=page /source/src/GameServer/wwwroot/ src/GameServer/wwwroot/
COPY --from=page /source/src/GameServer/adminroot/ src/GameServer/adminroot/
ARG REVISION=unknown
# For this platform alone: SQLite's libraries for all others would be nine tenths of what is published.
RUN dotnet publish src/GameServer/GameServer.csproj -c Release -o /app --no-restore --use-current-runtime \
    -p:SkipClientBuild=true -p:UseAppHost=false -p:SourceRevisionId=$REVISION && mkdir /data

# What is in it, for whoever has to know when a package turns out to be dangerous.
FROM page AS packages
COPY --from=server /app/GameServer.deps.json ./
RUN node packages.mjs GameServer.deps.json > /packages.cdx.json

# No shell, no package manager: what runs here was made above.
FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="GameServer" \
      org.opencontainers.image.description="A realtime multiplayer game server: no player misses an event or sees one twice." \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
WORKDIR /app
COPY --from=server /app ./
COPY --from=packages /packages.cdx.json ./
COPY --from=server --chown=1654:1654 /data /data
# The pools keep more arrays per size: rooms of a hundred players would otherwise leave 2.7 KB of garbage per delivery.
# With one core the runtime would wait ten times as long before it compiles what is hot for good: minutes below full speed.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    GameServer__DataDirectory=/data \
    GameServer__Ops__Bind=0.0.0.0 \
    DOTNET_EnableDiagnostics=0 \
    DOTNET_TC_DelaySingleProcMultiplier=1 \
    DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION=1024
USER 1654
EXPOSE 8080 9090
VOLUME /data
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s CMD ["dotnet", "GameServer.dll", "--healthcheck"]
ENTRYPOINT ["dotnet", "GameServer.dll"]
