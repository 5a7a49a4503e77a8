# The commands of the house. They need python3 (3.11 or newer) and make; everything else goes into .venv, but for Coq,
# which the tests and ASSISTANT=rocq need, and Chromium, E and Z3, which the tests need: as root they are installed with
# apt-get.
#
#   make demo     the run program at quick scale on live Lean 4 (ASSISTANT=rocq: on Rocq), then its report
#   make test     all tests, the live ones included
#   make check    what CI runs: format, lint, types, import contracts, documentation, all tests
#   make bench    the benchmarks, one after another
#   make docs     rewrite the generated pages of docs/reference
#   make clean    remove .venv and caches; runs in wonton-data are never touched

PYTHON ?= python3
# Processes that share the tests, a file each at a time.
TESTERS ?= 2
ASSISTANT ?= lean
VENV := .venv
BIN := $(VENV)/bin
# Stamps: the environment is made; what a run needs is in it; what a developer needs is in it; so is what models need.
MADE := $(VENV)/.made
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
MODELS := $(VENV)/.installed-models
# What the chosen assistant needs from the system, and what the tests need.
SYSTEM_lean :=
SYSTEM_rocq := coq

.PHONY: demo test check bench docs install clean coq chromium eprover z3

demo: $(RUN) $(SYSTEM_$(ASSISTANT))
	@PATH="$(CURDIR)/$(BIN):$$PATH" ASSISTANT="$(ASSISTANT)" sh scripts/demo.sh

coq chromium eprover z3:
	@sh scripts/system_packages.sh $@

install: $(DEV)

test: $(MODELS) coq chromium eprover z3
	$(BIN)/python -m pytest --numprocesses $(TESTERS) --dist loadfile

check: $(MODELS) coq chromium eprover z3
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest --numprocesses $(TESTERS) --dist loadfile

bench: $(DEV) coq
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

docs: $(DEV)
	$(BIN)/python -m wonton.cli.reference docs/reference

$(MADE): scripts/bootstrap.py
	$(PYTHON) scripts/bootstrap.py $(VENV)
	@touch $@

$(RUN): pyproject.toml $(MADE)
	$(BIN)/python -m pip install --quiet --editable '.[lake,external]'
	@touch $@

$(DEV): pyproject.toml $(MADE)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(RUN)

# The libraries of the model providers: a build of torch for the processor, never one with CUDA.
$(MODELS): pyproject.toml scripts/install_models.py $(DEV)
	$(BIN)/python scripts/install_models.py
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
