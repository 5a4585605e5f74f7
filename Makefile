# Every target does the set-up it needs and skips what is done. Needs Python 3.11 or later and make.
#   make demo             the walk on the sample: build/demo/report.html
#   make demo TORCH=cpu   on Linux without a GPU: take the small CPU build of torch (about 200 MB instead of gigabytes)
#   make test             all tests      make check   the fast part      make soak   the exhaustive part
#   make bench            benchmarks     make lab     JupyterLab         make lint   style, types, architecture
#   make docs             the pages that are generated: the reference and the tables of the benchmarks

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := demo
.PHONY: demo test check soak bench docs lab lint setup setup-dev browser clean
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
	@for b in chromium chromium-browser google-chrome google-chrome-stable; do command -v $$b >/dev/null && exit 0; done; \
	if [ -n "$${QUALKIT_CHROMIUM:-}" ]; then exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "qualkit: installing Debian's chromium for the browser tests (once)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "The browser tests need Chrome or Chromium: install one, or set QUALKIT_CHROMIUM to its path."; exit 1; fi

demo: setup
	@$(BIN)/qualkit demo --out build/demo

test: setup-dev browser
	@$(PYTEST) -n 2 --dist loadfile

check: setup-dev
	@$(PYTEST) -n 2 --dist loadfile -m 'not slow and not soak'

soak: setup-dev browser
	@HYPOTHESIS_PROFILE=soak $(PYTEST) -n 2 --dist loadfile -m 'soak or not soak' --timeout 7200

bench: setup-dev
	@$(BIN)/python benchmarks/run.py --out build/bench

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
	@if command -v node >/dev/null; then for f in qualkit/widgets/*.js qualkit/report/templates/*.js; do node --check $$f; done; fi

clean:
	@rm -rf build dist .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
