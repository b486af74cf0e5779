# Every target does its own set-up: a virtual environment in .venv, kept until pyproject.toml changes.
# PYTHON picks the interpreter (3.11 or newer).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING := 1

.PHONY: venv site serve test lint bench lock clean help

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(VENV)/.ready: pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("readinglist needs Python 3.11 or newer; set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.txt --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.txt \
		$$($(BIN)/python tests/dev_requirements.py)
	@touch $@

venv: $(VENV)/.ready ## Set up .venv

site: $(VENV)/.ready ## Build the site into site/
	$(BIN)/readinglist build

serve: $(VENV)/.ready ## Serve the site and show every saved change
	$(BIN)/readinglist serve

test: $(VENV)/.ready-dev ## Run all tests (those in a browser need Chromium)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/.ready-dev ## Check style, types, layers and the list itself
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/actionlint
	$(BIN)/zizmor --offline --quiet --pedantic .
	$(BIN)/readinglist validate --strict
	$(BIN)/readinglist fmt --check
	$(BIN)/readinglist schema --check
	$(BIN)/readinglist forms --check

bench: $(VENV)/.ready-dev ## Measure the stages of a build on lists of growing size
	$(BIN)/python benchmarks/stages.py

lock: $(VENV)/.ready-dev ## Write the pinned versions of all packages anew
	$(BIN)/python -m pip freeze --exclude-editable | grep -v ' @ ' > requirements.txt

clean: ## Remove what the targets made
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
