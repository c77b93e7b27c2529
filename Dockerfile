# One image for each service and one for the jobs, each released on its own: docker build --target queue .
# `build` compiles everything once; `runtime` has the C libraries and no toolchain.

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4-openssl-dev libhiredis-dev libmicrohttpd-dev libpq-dev \
        librabbitmq-dev libsodium-dev libssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN scripts/build /out

FROM debian:bookworm-slim AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl libcurl4 libhiredis0.14 libmicrohttpd12 libpq5 \
        librabbitmq4 libsodium23 libssl3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home muster
USER muster
# Health and metrics of every service but the gateway, which has them on its public port.
ENV MUSTER_ADMIN_HOST=0.0.0.0 MUSTER_ADMIN_PORT=9000
EXPOSE 9000

FROM runtime AS auth
COPY --from=build /out/muster-auth /usr/local/bin/
ENTRYPOINT ["muster-auth"]

FROM runtime AS queue
COPY Services/queue/ModeFiles /usr/share/muster/modes
COPY --from=build /out/muster-queue /usr/local/bin/
ENV MUSTER_MODES=/usr/share/muster/modes
ENTRYPOINT ["muster-queue"]

FROM runtime AS hosts
COPY --from=build /out/muster-hosts /usr/local/bin/
ENTRYPOINT ["muster-hosts"]

FROM runtime AS results
COPY --from=build /out/muster-results /usr/local/bin/
ENTRYPOINT ["muster-results"]

FROM runtime AS gateway
COPY Services/queue/ModeFiles /usr/share/muster/modes
COPY --from=build /out/muster-gateway /usr/local/bin/
ENV MUSTER_MODES=/usr/share/muster/modes MUSTER_HTTP_HOST=0.0.0.0 MUSTER_HTTP_PORT=8080 MUSTER_LOBBY_TCP_PORT=3502
EXPOSE 8080 3502
ENTRYPOINT ["muster-gateway"]

FROM runtime AS tools
COPY --from=build /out/muster /out/duel-server /out/streaming-host /usr/local/bin/
ENTRYPOINT ["muster"]
