# Atrium. `make run` starts everything; `make help` lists the rest.
PYTHON ?= python3
BOOT = portal/config/bootstrap.py
ARGS ?=

.PHONY: statistics help run test fast check bench bench-matching bench-sending bench-segments services services-stop texts pins python-is-there

help:
	@echo "make run            start the portal with its demo (PORT=8001, DEMO=0, HOST=…, VAR_DIR=…)"
	@echo "make test           the test suite (ARGS='-k search' for a part)"
	@echo "make fast           the quick tests only, on every core, in about a minute"
	@echo "make check          linters, types, templates, translations, settings"
	@echo "make services       private PostgreSQL and Redis, Chromium and fonts, for tests and benches"
	@echo "make services-stop  stop them"
	@echo "make bench          measure, beside the trivial view"
	@echo "make bench-matching  how well duplicates are found, beside published figures"
	@echo "make bench-sending  100,000 mails into a mail server on loopback (ARGS='--kills 50' kills senders)"
	@echo "make bench-segments  how quickly segments are counted, after manage.py seed_customers"
	@echo "make statistics     simulate campaigns: false alarms, coverage, power"
	@echo "make texts          collect texts for translation"
	@echo "make pins           resolve the dependencies anew"

python-is-there:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Atrium: Python is missing. Debian and Ubuntu: apt-get install python3 python3-venv" >&2; exit 2; }

run: python-is-there
	@exec $(PYTHON) $(BOOT) run $(ARGS)

test: python-is-there
	@exec $(PYTHON) $(BOOT) test $(ARGS)

fast: python-is-there
	@exec $(PYTHON) $(BOOT) test -n auto --dist worksteal -m "not slow and not lengthy and not browser and not services" $(ARGS)

check: python-is-there
	@exec $(PYTHON) $(BOOT) check $(ARGS)

bench: python-is-there
	@exec $(PYTHON) $(BOOT) do bench $(ARGS)

bench-matching: python-is-there
	@exec $(PYTHON) $(BOOT) do bench_matching $(ARGS)

bench-sending: python-is-there
	@exec $(PYTHON) $(BOOT) do bench_sending $(ARGS)

bench-segments: python-is-there
	@exec $(PYTHON) $(BOOT) do bench_segments $(ARGS)

statistics: python-is-there
	@exec $(PYTHON) $(BOOT) do prove_statistics $(ARGS)

texts: python-is-there
	@exec $(PYTHON) $(BOOT) do extract_texts $(ARGS)

services: python-is-there
	@exec $(PYTHON) portal/config/servers.py start

services-stop: python-is-there
	@exec $(PYTHON) portal/config/servers.py stop

pins:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-header -q pyproject.toml -o requirements/base.txt
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-header -q --extra dev -c requirements/base.txt pyproject.toml -o requirements/dev.txt
