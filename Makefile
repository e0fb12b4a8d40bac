# What people do here, one target each.  A fresh machine needs Python 3.11 or newer with pip, and make; the rest is
# installed from the hash-locked requirements/ into $(VENV).  A stamp in $(VENV) makes the second run quick.

PYTHON ?= python3
VENV ?= .venv
# Test processes; one per core.
WORKERS ?= auto
# `make lock UPGRADE=--upgrade` takes the newest versions.
UPGRADE ?=
LOCK_PYTHON ?= python3.11

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCKED := $(PIP) install --require-hashes
# Our own packages: the core, then the plugins.  They are built with the locked setuptools, so nothing is fetched.
OWN := . $(patsubst %/pyproject.toml,%,$(sort $(wildcard plugins/*/pyproject.toml)))
INSTALL_OWN := $(PIP) install --no-deps --no-build-isolation --no-index $(addprefix --editable ,$(OWN))
MANIFESTS := pyproject.toml $(sort $(wildcard plugins/*/pyproject.toml))
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test test-full test-faults test-spark pytest coverage lint types imports bench generate lock clean

help: ## show what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# -- set-up ------------------------------------------------------------------------------------------------------

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "kpiengine needs Python 3.11 or newer; say which one with: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt $(MANIFESTS) | $(VENV)/.made
	@echo "installing the engine and its locked libraries into $(VENV)"
	@$(LOCKED) -r requirements/runtime.txt
	@$(INSTALL_OWN)
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(MANIFESTS) | $(VENV)/.made
	@echo "installing the engine, its locked libraries and the tools into $(VENV)"
	@$(LOCKED) -r requirements/dev.txt
	@$(INSTALL_OWN)
	@touch $@ $(VENV)/.runtime

# PySpark comes as source only: built with the setuptools that dev.txt has pinned.
$(VENV)/.spark: requirements/spark.txt $(VENV)/.dev
	@echo "installing PySpark (about 450 MB) into $(VENV)"
	@$(LOCKED) --no-build-isolation -r requirements/spark.txt
	@touch $@

setup: $(VENV)/.dev ## make the virtual environment with everything but PySpark

# -- use ---------------------------------------------------------------------------------------------------------

demo: $(VENV)/.runtime ## make the demo centre's data and evaluate three months of it
	@$(BIN)/python benchmarks/demo_centre.py build/demo
	@$(BIN)/kpiengine evaluate --project build/demo --from 2026-01-01 --to 2026-03-31

# -- check -------------------------------------------------------------------------------------------------------

test: lint types imports pytest ## linters, types, import layers, and every test but those that need Java

test-full: lint types imports $(VENV)/.spark ## as test, with PySpark, 10,000 examples per property and every mutant
	HYPOTHESIS_PROFILE=nightly KPIENGINE_ALL=1 KPIENGINE_MUTANTS=0 $(PYTEST) -n $(WORKERS) --cov

test-faults: $(VENV)/.dev ## kills, I/O errors, full disks and power cuts through a period's life: 1,000 and more
	KPIENGINE_FAULTS=all $(PYTEST) -s -p no:xdist tests/faults tests/ledger/test_postgresql.py

test-spark: $(VENV)/.spark ## the tests that need Java and PySpark
	@command -v java >/dev/null || { \
	  echo "these tests need a Java runtime, version 17 or newer (Debian: openjdk-17-jre-headless)" >&2; exit 2; }
	@echo "PySpark: the first $(SPARK_EXAMPLES) worked examples of each metric (make test-full: all)"
	KPIENGINE_SPARK_EXAMPLES=$(SPARK_EXAMPLES) $(PYTEST) -m spark

# On PySpark, the first SPARK_EXAMPLES worked examples of each metric are measured; test-full measures all of them.
SPARK_EXAMPLES ?= 1

# The contract checks of the plugins look at the first CONTRACT_EXAMPLES worked examples of each metric; test-full at
# all of them.  Each example gives its value in the quick tests whatever is said here.
CONTRACT_EXAMPLES ?= 1

pytest: $(VENV)/.dev ## the tests alone: the quick ones, then the slow ones
	$(PYTEST) -n $(WORKERS) -m "not spark and not slow"
	@echo "contract checks: the first $(CONTRACT_EXAMPLES) worked examples of each metric (make test-full: all);"
	@echo "2,400 trees of expressions (12,000), 200,000 amounts of money (1,000,000)"
	KPIENGINE_CONTRACT_EXAMPLES=$(CONTRACT_EXAMPLES) $(PYTEST) -n $(WORKERS) -m "slow and not spark"

# Watching every line doubles the time of the tests, so it is not a part of each run.
coverage: $(VENV)/.dev ## the quick tests with every line watched: fails under the floor in pyproject.toml
	$(PYTEST) -n $(WORKERS) --cov -m "not spark and not slow"

lint: $(VENV)/.dev ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.dev ## import-linter: imports run one way
	$(BIN)/lint-imports

bench: $(VENV)/.dev ## the figures that the README quotes
	$(BIN)/python benchmarks/run.py

# -- keep --------------------------------------------------------------------------------------------------------

generate: $(VENV)/.dev ## write the generated files again (schema of rule files, reference pages)
	$(BIN)/python -m kpiengine.rules.generate
	$(BIN)/python -m kpiengine.cli.reference

LOCK_BIN := build/lock/bin
PIP_COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(LOCK_BIN)/pip-compile $(UPGRADE) --quiet --generate-hashes \
  --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: ## make the locked requirements again (UPGRADE=--upgrade for the newest versions)
	@$(LOCK_PYTHON) -m venv --clear build/lock
	@$(LOCK_BIN)/python -m pip --disable-pip-version-check --quiet install pip-tools
	@echo "locking runtime"
	@$(PIP_COMPILE) --output-file requirements/runtime.txt pyproject.toml requirements/build.in
	@echo "locking dev"
	@$(PIP_COMPILE) --output-file requirements/dev.txt pyproject.toml requirements/build.in requirements/dev.in
	@echo "locking spark"
	@$(PIP_COMPILE) --output-file requirements/spark.txt requirements/spark.in

clean: ## remove what was built; the virtual environment stays
	rm -rf build dist htmlcov .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
