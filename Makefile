# The two commands for newcomers: `make serve` and `make test`.
PYTHON ?= python3
VENV   := .venv
PEERS  := .venv-peers
BIN    := $(VENV)/bin
CLIENTS := tests/clients
HOST   ?= 127.0.0.1
PORT   ?= 8000
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --only-binary :all:

.DEFAULT_GOAL := all
.PHONY: all serve test clients screenshots check format lock lock-clients bench fuzz soak clean ckan

all: check test

serve: $(VENV)/runtime.stamp
	ENGAGIERT_LD_SITE_URL="$${ENGAGIERT_LD_SITE_URL:-http://$(HOST):$(PORT)/}" \
	  exec $(BIN)/engagiert-ld serve --host "$(HOST)" --port "$(PORT)"

# One process for each core; tests of one file stay together, as they share a project or a server, and the slow ones begin.
test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest --numprocesses auto --dist loadscope --no-loadscope-reorder

# Needs wrk and nginx (Debian packages), and virtuoso-opensource-7-bin for a comparison with Virtuoso; prints ratios of one
# run. A peer that is missing is named. On a machine that does nothing else.
bench: $(VENV)/dev.stamp $(PEERS)/installed.stamp
	$(BIN)/python benchmarks/documents.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/sparql.py
	$(BIN)/python benchmarks/attack.py

# Clients in JavaScript; without npm the tests that need them are skipped.
clients:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(CLIENTS)/node_modules/installed.stamp; \
	  else echo "npm is missing: the clients in $(CLIENTS) are not installed"; fi

# Pages as they look, for whoever judges that; needs Chromium.
screenshots: $(VENV)/dev.stamp
	$(BIN)/python tests/screenshots.py screenshots

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_architecture.py

# 100,000 odd requests to a server of its own; the suite sends the first 5,000 of them.
fuzz: $(VENV)/dev.stamp
	ENGAGIERT_LD_FUZZ_REQUESTS=100000 $(BIN)/python -m pytest -q tests/fuzz

# A million requests over 64 connections to a server whose query workers are killed; the suite sends 10,000 of them.
soak: $(VENV)/dev.stamp
	ENGAGIERT_LD_STORM_REQUESTS=1000000 $(BIN)/python -m pytest -q tests/web/test_storm.py

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Renews the pinned versions; the files hold neither paths nor host names.
lock: lock-clients $(VENV)/dev.stamp
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-annotate \
	  --custom-compile-command "make lock" --no-emit-index-url --no-emit-find-links --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-annotate \
	  --custom-compile-command "make lock" --no-emit-index-url --no-emit-find-links --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-annotate \
	  --custom-compile-command "make lock" --no-emit-index-url --no-emit-find-links --group bench -c requirements-dev.lock -o requirements-bench.lock
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-annotate \
	  --custom-compile-command "make lock" --no-emit-index-url --no-emit-find-links --group node -o requirements-node.lock

lock-clients:
	cd assets && npm update --package-lock-only --omit=dev --loglevel=error
	$(PYTHON) -c "$$WITHOUT_FUNDING" assets/package-lock.json
	cd $(CLIENTS) && npm update --package-lock-only --omit=dev --loglevel=error
	$(PYTHON) -c "$$WITHOUT_FUNDING" $(CLIENTS)/package-lock.json

# Who asks for money for a package is nothing that an installation needs.
define WITHOUT_FUNDING
import json, pathlib, sys
path = pathlib.Path(sys.argv[1])
lock = json.loads(path.read_text())
lock["packages"] = {
    place: {key: value for key, value in package.items() if key != "funding"} for place, package in lock["packages"].items()
}
path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
endef
export WITHOUT_FUNDING

clean:
	rm -rf $(VENV) $(PEERS) .venv-ckan $(CLIENTS)/node_modules dist releases .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# --no-build-isolation: the build backend comes from the lock file as well, and npm where the machine has none
$(VENV)/runtime.stamp: requirements.lock pyproject.toml hatch_build.py assets/package-lock.json assets/editor.mjs | $(VENV)/bin/python
	$(PIP) -r requirements.lock
	command -v npm >/dev/null || $(PIP) -r requirements-node.lock
	$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation -e .
	touch $@

# jstyleson, which extruct needs, is published as source only; setuptools for it is pinned in the group `build`
$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/runtime.stamp
	$(PIP) --no-binary jstyleson --no-build-isolation -r requirements-dev.lock
	touch $@

# CKAN and its reader of DCAT, as portals have them; some of their packages come as source, so a compiler and libpq-dev may be needed.
ckan: .venv-ckan/installed.stamp

.venv-ckan/installed.stamp:
	$(PYTHON) -m venv .venv-ckan
	.venv-ckan/bin/python -m pip --disable-pip-version-check --no-input install --quiet 'ckan[requirements]==2.12.0' 'ckanext-dcat==2.4.4'
	touch $@

# Servers that the benchmarks compare with; apart, so that none finds libraries that another one brought along
$(PEERS)/installed.stamp: requirements-bench.lock
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --only-binary :all: -r requirements-bench.lock
	touch $@

$(CLIENTS)/node_modules/installed.stamp: $(CLIENTS)/package-lock.json $(CLIENTS)/package.json $(CLIENTS)/.npmrc
	cd $(CLIENTS) && npm ci --omit=dev --loglevel=error
	touch $@
