FROM python:3.13-slim AS build

WORKDIR /src
RUN python -m venv /opt/harvestbot
COPY pyproject.toml README.md ./
COPY harvestbot ./harvestbot
RUN /opt/harvestbot/bin/pip install --no-cache-dir --disable-pip-version-check .


FROM python:3.13-slim

LABEL org.opencontainers.image.title="harvestbot" \
      org.opencontainers.image.description="The Slack bot for the people on call for data portals" \
      org.opencontainers.image.licenses="MIT"

RUN groupadd --system --gid 10001 harvestbot \
    && useradd --system --uid 10001 --gid harvestbot --home-dir /data --no-create-home --shell /usr/sbin/nologin harvestbot \
    && install --directory --owner=harvestbot --group=harvestbot --mode=0700 /data

COPY --from=build /opt/harvestbot /opt/harvestbot

ENV PATH="/opt/harvestbot/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HARVESTBOT_HOST=0.0.0.0 \
    HARVESTBOT_DATABASE_URL=sqlite:////data/harvestbot.db

USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 3000
STOPSIGNAL SIGTERM

# No proxy: the bot itself is asked, on the port that it listens on.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + (os.environ.get('HARVESTBOT_PORT') or '3000') + '/healthz', timeout=4)"]

ENTRYPOINT ["harvestbot"]
CMD ["run"]
