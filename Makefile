# The commands of the house. They need python3 (3.11 or newer) and make; everything else goes into .venv.
#
#   make demo     phase p1 of the run program at quick scale on live Lean 4, then its summary
#   make test     all tests, the live ones included
#   make check    what CI runs: format, lint, types, import contracts, documentation, all tests
#   make bench    the benchmarks, one after another
#   make docs     rewrite the generated pages of docs/reference
#   make clean    remove .venv and caches; runs in wonton-data are never touched

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Stamps: the environment is made; what a run needs is in it; what a developer needs is in it.
MADE := $(VENV)/.made
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev

.PHONY: demo test check bench docs install clean

demo: $(RUN)
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh scripts/demo.sh

install: $(DEV)

test: $(DEV)
	$(BIN)/python -m pytest

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest

bench: $(DEV)
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

docs: $(DEV)
	$(BIN)/python -m wonton.cli.reference docs/reference

$(MADE): scripts/bootstrap.py
	$(PYTHON) scripts/bootstrap.py $(VENV)
	@touch $@

$(RUN): pyproject.toml $(MADE)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(DEV): pyproject.toml $(MADE)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(RUN)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
