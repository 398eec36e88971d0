"""Settings of `manage.py bench`: the shipped ones, with one address more (the trivial view) and a count of queries on demand."""

from portal.config.settings import *  # noqa: F403 - a settings file is its names

ROOT_URLCONF = "portal.config.bench_urls"
MIDDLEWARE = ["portal.site.bench.views.CountQueriesMiddleware", *MIDDLEWARE]  # noqa: F405 - from the shipped settings
ALLOWED_HOSTS = ["127.0.0.1"]
