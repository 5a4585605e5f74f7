# Every target does the set-up it needs and skips what is done. Needs Python 3.11 or later and make.
#   make demo             the walk on the sample: build/demo/report.html
#   make demo TORCH=cpu   on Linux without a GPU: take the small CPU build of torch (about 200 MB instead of gigabytes)
#   make test             all tests      make check   the fast part      make soak   the exhaustive part
#   make bench            benchmarks; DATA=folder of public sets, ONLY="start store"
#   make lab              JupyterLab     make lint    style, types, architecture
#   make widget           bundle the coding view anew, after a change in qualkit/widgets/src (needs Node.js)
#   make docs             the pages that are generated: the reference and the tables of the benchmarks

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := demo
.PHONY: demo test check soak bench docs lab lint setup setup-dev browser postgres widget lint-widget clean
WIDGET := build/widget
WIDGET_SOURCES := qualkit/widgets/src
AXE := build/npm/node_modules/axe-core/axe.min.js

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
TORCH ?= default
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
TORCH_PIN := $(shell grep '^torch==' constraints.txt)
TORCH_FROM := $(if $(filter cpu,$(TORCH)),--index-url https://download.pytorch.org/whl/cpu,)
PYTEST := $(BIN)/python -m pytest -q

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "qualkit needs Python 3.11 or later; none was found. Install it, or: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.runtime: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "qualkit: installing what it needs into $(VENV) (once; some minutes)"
	@$(PIP) $(TORCH_FROM) "$(TORCH_PIN)"
	@$(PIP) -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@$(PIP) -c constraints.txt -e '.[dev]'
	@touch $@

setup: $(VENV)/.runtime
setup-dev: $(VENV)/.dev

# What the browser tests ask about accessibility; it is no part of the package.
$(AXE): tests/browser/package.json tests/browser/package-lock.json
	@command -v npm >/dev/null || { echo "The browser tests need npm, to fetch axe-core: install Node.js, or set QUALKIT_AXE to its axe.min.js."; exit 1; }
	@mkdir -p build/npm && cp tests/browser/package.json tests/browser/package-lock.json build/npm/
	@npm ci --prefix build/npm --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# A browser for the tests of the report and the coding view: one that is there, else Debian's.
browser: $(if $(QUALKIT_AXE),,$(AXE))
	@test -z "$${QUALKIT_CHROMIUM:-}" || exit 0; \
	for b in chromium chromium-browser google-chrome google-chrome-stable chrome; do command -v $$b >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "qualkit: installing Debian's chromium for the browser tests (once)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "The browser tests need Chrome or Chromium: install one, or set QUALKIT_CHROMIUM to its path."; exit 1; fi

# A database server for the tests of projects in PostgreSQL, each started by a test and seen by nobody else.
postgres:
	@command -v initdb >/dev/null && exit 0; for p in /usr/lib/postgresql/*/bin/initdb; do test -x "$$p" && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "qualkit: installing Debian's PostgreSQL for the tests (once)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	else echo "The tests of the store need PostgreSQL's server programs: install them (initdb, postgres)."; exit 1; fi

# What bundles the coding view. Only those who change it need it: the bundle is committed.
$(WIDGET)/node_modules/.package-lock.json: $(WIDGET_SOURCES)/package.json $(WIDGET_SOURCES)/package-lock.json
	@command -v npm >/dev/null || { echo "Bundling the coding view needs Node.js and npm."; exit 1; }
	@mkdir -p $(WIDGET) && cp $(WIDGET_SOURCES)/package.json $(WIDGET_SOURCES)/package-lock.json $(WIDGET)/
	@npm ci --prefix $(WIDGET) --no-audit --no-fund --silent
	@touch $@

widget: $(WIDGET)/node_modules/.package-lock.json
	@cd $(WIDGET_SOURCES) && PATH="$(abspath $(WIDGET))/node_modules/.bin:$$PATH" && npm run --silent check && npm run --silent build

demo: setup
	@$(BIN)/qualkit demo --out build/demo

# Browsers by themselves: they wait for time to pass, and two kernels beside them make a small machine too slow for that.
test: setup-dev browser postgres
	@$(PYTEST) -n 2 --dist loadfile --ignore tests/browser
	@$(PYTEST) tests/browser

check: setup-dev
	@$(PYTEST) -n 2 --dist loadfile -m 'not slow and not soak'

soak: setup-dev browser postgres
	@HYPOTHESIS_PROFILE=soak $(PYTEST) -n 2 --dist loadfile -m 'soak or not soak' --timeout 7200 --ignore tests/browser
	@HYPOTHESIS_PROFILE=soak $(PYTEST) -m 'soak or not soak' --timeout 7200 tests/browser

bench: setup-dev browser
	@$(BIN)/python benchmarks/run.py --out build/bench $(if $(DATA),--data $(DATA)) $(if $(ONLY),--only $(ONLY))

docs: setup-dev
	@$(BIN)/python docs/build_reference.py
	@$(BIN)/python benchmarks/tables.py

lab: setup
	@$(BIN)/jupyter lab notebooks

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@if command -v node >/dev/null; then for f in qualkit/report/templates/*.js; do node --check $$f; done; $(MAKE) --no-print-directory lint-widget; \
	else echo "qualkit: the scripts of the report and the coding view are not checked: that needs Node.js and npm"; fi

# The committed bundle is what its sources give, and small enough to be sent to every browser.
lint-widget: $(WIDGET)/node_modules/.package-lock.json
	@cp qualkit/widgets/coder.js qualkit/widgets/coder.css $(WIDGET)/ && $(MAKE) --no-print-directory widget
	@for f in coder.js coder.css; do cmp -s $(WIDGET)/$$f qualkit/widgets/$$f || { cp $(WIDGET)/$$f qualkit/widgets/$$f; \
		echo "qualkit/widgets/$$f is not what its sources give: run make widget, and commit."; exit 1; }; done
	@test "$$(wc -c < qualkit/widgets/coder.js)" -lt 100000 || { echo "qualkit/widgets/coder.js has 100 kB or more."; exit 1; }

clean:
	@rm -rf build dist .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
