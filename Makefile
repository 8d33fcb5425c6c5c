# `make demo` and `make test` are all that a new user needs: each makes an environment and
# installs what it asks for. `make help` prints what stands after ## below.
PYTHON ?= python3
VENV := .venv
SCRIPTS := $(if $(filter Windows_NT,$(OS)),Scripts,bin)

# A target may name another environment.
BIN = $(VENV)/$(SCRIPTS)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST = $(BIN)/python -m pytest -n auto -m "not browser and not neighbours"

# What pyproject.toml asks for, each in its oldest version.
OLDEST := import tomllib; \
  project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
  print(*(it.replace(">=", "==") for it in project["dependencies"]))

.PHONY: help demo test lint build lowest neighbours browser bench clean
.NOTPARALLEL:

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.demo ## build the example site and serve it on this machine
	@$(BIN)/python tools/demo.py

test: $(VENV)/.test ## run the tests that need no browser
	@echo "Running the tests, but those in a browser: some five minutes on two cores"
	@$(PYTEST)
	@echo "Left out: the tests of make lowest, make neighbours and make browser"

lint: $(VENV)/.test $(VENV)/.lint ## check style, types and workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/check-jsonschema --builtin-schema github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema github-issue-forms .github/ISSUE_TEMPLATE/*.yml

build: $(VENV)/.build ## make the wheel and the source archive, and check them
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	$(BIN)/twine check --strict dist/*

lowest: BIN = $(VENV)-lowest/$(SCRIPTS)
lowest: $(VENV)-lowest/pyvenv.cfg ## run what Pelican's oldest version could break in it
	$(INSTALL) "pip>=25.1"
	$(INSTALL) --group test --editable . $$($(PYTHON) -c '$(OLDEST)')
	$(PYTEST) tests/excerpt tests/page tests/site --ignore tests/site/test_package.py

# In an environment of their own: Pelican imports all plugins that it finds in its own.
neighbours: BIN = $(VENV)-neighbours/$(SCRIPTS)
neighbours: $(VENV)-neighbours/pyvenv.cfg ## build beside each of some hundred other plugins
	$(INSTALL) "pip>=25.1"
	$(INSTALL) --editable . pytest --requirement tests/site/neighbours/requirements.txt
	$(BIN)/python -m pytest -m neighbours tests/site/test_neighbours.py

browser: $(VENV)/.test $(VENV)/.browser ## run the tests in headless Chromium
	$(BIN)/python -m pytest -m browser

# In an environment of their own, without what tests and other plugins need: Beautiful Soup
# imports every parser that it finds.
bench: BIN = $(VENV)-bench/$(SCRIPTS)
bench: $(VENV)-bench/pyvenv.cfg ## run the benchmarks
	$(INSTALL) --editable .
	$(BIN)/python -m tests.benchmarks.whole_site
	$(BIN)/python -m tests.benchmarks.syllables
	$(BIN)/python -m tests.benchmarks.excerpt
	$(BIN)/python -m tests.benchmarks.history

clean: ## remove all that the other targets have made
	rm -rf $(VENV) $(VENV)-lowest $(VENV)-neighbours $(VENV)-bench dist example_site/output

%/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' || \
	  { echo "Python lacks venv; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Making the environment $* …"
	@$(PYTHON) -m venv $*

# A mark is as new as pyproject.toml, so a changed dependency is installed.
$(VENV)/.demo: pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "Installing Pelican and the plugin: some ten seconds …"
	@$(INSTALL) --editable .
	@touch $@

GROUPS := test lint build browser
$(GROUPS:%=$(VENV)/.%): $(VENV)/.%: $(VENV)/.demo
	@echo "Installing what make $* needs: up to half a minute …"
	@$(INSTALL) "pip>=25.1"
	@$(INSTALL) --group $*
	@touch $@
