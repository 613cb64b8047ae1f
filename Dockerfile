# syntax=docker/dockerfile:1
# Build:  docker build --tag licensewatch .
# Run:    docker run --volume licensewatch:/data --volume ./licensewatch.toml:/data/licensewatch.toml:ro licensewatch

FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml hatch_build.py README.md LICENSE CHANGELOG.md ./
COPY tools/build_rules.py tools/
COPY monitor monitor
COPY rules rules
COPY fixtures/demo fixtures/demo
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels licensewatch \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin licensewatch \
 && install --directory --owner licensewatch --group licensewatch /data
ENV LICENSEWATCH_DB=/data/licensewatch.db
USER licensewatch
WORKDIR /data
# The database; everything that was ever seen is in it.
VOLUME /data
# `status` ends with another code than 0 while there is no usable database.
HEALTHCHECK --interval=5m --timeout=30s --start-period=2m \
  CMD ["licensewatch", "--quiet", "status", "--db", "/data/licensewatch.db"]
ENTRYPOINT ["licensewatch"]
CMD ["watch"]
