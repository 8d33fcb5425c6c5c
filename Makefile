# `make demo` and `make test` are all that a new user needs; both make .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test browser lint build bench clean

help:
	@echo "make demo     build the example site and serve it on this machine"
	@echo "make test     run the tests that need no browser"
	@echo "make browser  run the tests in headless Chromium"
	@echo "make lint     ruff and mypy"
	@echo "make bench    the benchmarks"
	@echo "make build    the wheel and the source archive, into dist/"

# The marker is as new as pyproject.toml, so a changed dependency is installed.
$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' || \
	  { echo "Python lacks venv; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable . --group test --group lint
	@touch $@

demo: $(VENV)/.installed
	$(BIN)/python tools/demo.py

test: $(VENV)/.installed
	$(BIN)/python -m pytest -n auto -m "not browser"
	@echo "The browser tests were left out; make browser runs them."

browser: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group browser
	$(BIN)/python -m pytest -m browser

lint: $(VENV)/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks.whole_site
	$(BIN)/python -m tests.benchmarks.syllables
	$(BIN)/python -m tests.benchmarks.excerpt

build: $(VENV)/.installed
	$(BIN)/python -m build --outdir dist

clean:
	rm -rf $(VENV) dist example_site/output
