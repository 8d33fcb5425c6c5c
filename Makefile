# `make demo` and `make test` are all that a new user needs; both make .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test browser neighbours lint build bench clean

help:
	@echo "make demo     build the example site and serve it on this machine"
	@echo "make test     run the tests that need no browser"
	@echo "make browser  run the tests in headless Chromium"
	@echo "make neighbours  build beside each of some hundred other plugins"
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
	$(BIN)/python -m pytest -n auto -m "not browser and not neighbours"
	@echo "Left out: the tests of make browser and make neighbours."

browser: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group browser
	$(BIN)/python -m pytest -m browser

# In an environment of their own: Pelican imports all plugins that it finds in its own.
neighbours:
	$(PYTHON) -m venv $(VENV)-neighbours
	$(VENV)-neighbours/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(VENV)-neighbours/bin/python -m pip install --quiet --editable . pytest \
	  --requirement tests/site/neighbours/requirements.txt
	$(VENV)-neighbours/bin/python -m pytest -m neighbours tests/site/test_neighbours.py

lint: $(VENV)/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks.whole_site
	$(BIN)/python -m tests.benchmarks.syllables
	$(BIN)/python -m tests.benchmarks.excerpt
	$(BIN)/python -m tests.benchmarks.history

build: $(VENV)/.installed
	$(BIN)/python -m build --outdir dist

clean:
	rm -rf $(VENV) $(VENV)-neighbours dist example_site/output
