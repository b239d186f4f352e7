# Two commands for a machine that has only Python 3.11+ and make:
#   make demo   runs Lake Khasan and ends in the after-action report
#   make test   runs all tests
# Then, for contributors: make lint, make format, make lock, make bench, make studies, make pictures.

PYTHON ?= python3
WORKERS ?= 2
SEED ?= 7
REPLICATIONS ?= 200
OUT ?= runs/khasan

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test studies pictures verify mutants lint format lock bench peers clean

help: ## say what there is to make
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.run-lock $(VENV)/.khasan ## replay Lake Khasan, 1938, and report
	$(BIN)/khasan run lake-khasan-1938 --seed $(SEED) --replications $(REPLICATIONS) --workers $(WORKERS) --out $(OUT) --force

# Stages are compiled before the workers begin (tests/compiled_first.py); loadfile: the tests of one file stay on one
# worker, so that what else is compiled is compiled by few, and what a file makes for its tests is made once.
test: $(VENV)/.dev-lock $(VENV)/.khasan ## run all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(PYTEST_ARGS)

# One that was broken off is gone on with; one that is whole only has its report made again.
studies: $(VENV)/.dev-lock $(VENV)/.khasan ## run the experiments of docs/studies again, into runs/: three to four minutes
	for design in docs/studies/*/design.yaml; do \
	    out="runs/$$(basename "$$(dirname "$$design")")"; \
	    if [ -e "$$out/plan.json" ]; then $(BIN)/khasan experiment resume "$$out" --workers $(WORKERS) || exit; \
	    else $(BIN)/khasan experiment run "$$design" --out "$$out" --workers $(WORKERS) || exit; fi; \
	done

pictures: $(VENV)/.run-lock $(VENV)/.khasan ## make the two pictures of README again, one command each
	$(BIN)/khasan frontier run --replications 1000 --seed 3 --out runs/frontier --force && cp runs/frontier/headlines.svg docs/pictures/frontier.svg
	$(BIN)/khasan show kanchazu-1937 --brief --map docs/pictures/fight.svg --force

verify: $(VENV)/.dev-lock $(VENV)/.khasan ## run the verification cases in full and the long forms of tests: some twenty minutes, one table
	$(BIN)/python -m verification

# SEED names the sample: for one that nobody chose, the first eight digits of the parent commit.
mutants: SEED := $(shell git rev-parse --short=8 HEAD^ 2>/dev/null)
mutants: $(VENV)/.dev-lock $(VENV)/.khasan ## plant N faults at random and list those that no test notices: an hour
	$(BIN)/python -m verification.mutation --mutants $(N) --seed $(SEED) --workers $(WORKERS)
N ?= 200

lint: $(VENV)/.dev-lock $(VENV)/.khasan ## check style, types, imports between layers and locks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python requirements/check.py

format: $(VENV)/.dev-lock ## put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The run lock is held to the versions of the dev lock: what the tests saw is what the demo runs.
lock: .venv-lock/bin/uv ## pin the newest versions again, with hashes and without addresses
	.venv-lock/bin/uv pip compile pyproject.toml --extra all --extra dev --group build --upgrade $(LOCK_FLAGS) -o requirements/dev.txt
	.venv-lock/bin/uv pip compile pyproject.toml --group build --upgrade --constraint requirements/dev.txt $(LOCK_FLAGS) -o requirements/run.txt
LOCK_FLAGS := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# QUICK=1 takes under three minutes and leaves the page alone.
bench: $(VENV)/.dev-lock $(VENV)/.khasan ## measure speed against the goals, into docs/benchmarks.md
	PEERS=$(PEERS) $(BIN)/python -m benchmarks $(if $(QUICK),--quick,--write docs/benchmarks.md)
PEERS ?= $(wildcard .venv-peers/bin/python)

peers: ## install what make bench compares with, apart from khasan
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip --disable-pip-version-check install --quiet "pip>=25.1"
	.venv-peers/bin/python -m pip --disable-pip-version-check install --quiet --group bench

clean: ## remove the environments and the caches of tools
	rm -rf $(VENV) .venv-lock .venv-peers .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv-lock/bin/uv: $(firstword $(MAKEFILE_LIST))
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip --disable-pip-version-check install --quiet uv==$(UV_VERSION)
	touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "khasan needs Python 3.11 or later; say which one: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A stamp says which lock stands in the environment; pip leaves alone what is already there. It need not compile what
# nobody imports: Python compiles a module when it is first imported.
$(VENV)/.run-lock: requirements/run.txt | $(BIN)/python
	$(PIP) install --quiet --no-compile --require-hashes -r requirements/run.txt
	touch $@

$(VENV)/.dev-lock: requirements/dev.txt | $(BIN)/python
	$(PIP) install --quiet --no-compile --require-hashes -r requirements/dev.txt
	touch $@

# Needs the build backend, which either lock brings: the targets above name a lock first.
$(VENV)/.khasan: pyproject.toml src/khasan/__init__.py | $(BIN)/python
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@
