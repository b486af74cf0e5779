# Every target sets up .venv by itself, with the package versions and hashes in requirements*.txt.
# PYTHON selects the interpreter (3.11 or newer).

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
IN := Scripts
else
IN := bin
endif
BIN := $(VENV)/$(IN)
export NO_MKDOCS_2_WARNING := 1

.PHONY: venv site serve test coverage lint fuzz mutate map bench lock fresh ranges clean help

help: ## Show the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(VENV)/.ready: pyproject.toml requirements.txt requirements-build.txt setup_venv.py
	$(PYTHON) setup_venv.py $(VENV) --clear --hashed requirements.txt requirements-build.txt --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	$(PYTHON) setup_venv.py $(VENV) --hashed requirements-dev.txt
	@touch $@

venv: $(VENV)/.ready ## Set up .venv

site: $(VENV)/.ready ## Build the site into site/
	$(BIN)/readinglist build

serve: $(VENV)/.ready ## Serve the site and show every saved change
	$(BIN)/readinglist serve

PYTEST := --numprocesses auto --maxprocesses 4 --dist worksteal

test: $(VENV)/.ready-dev ## Run all tests (those in a browser need Chromium)
	$(BIN)/python -m pytest $(PYTEST)

coverage: $(VENV)/.ready-dev ## Run the tests that need no browser, and measure which lines and branches they reach
	rm -rf .cache/coverage
	mkdir -p .cache/coverage
	$(BIN)/coverage run -m pytest -m "not browser" $(PYTEST)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

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
	$(BIN)/python .ci/code_map.py --check

map: $(VENV)/.ready-dev ## Generate the map of the code, docs/map.md, from the docstrings
	$(BIN)/python .ci/code_map.py

# atheris only has wheels for Linux and some Python versions; without it fuzzing finds less.
fuzz: $(VENV)/.ready-dev ## Try generated inputs on every parser, for hours (FUZZ="--only bibtex --inputs 10000")
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check "atheris>=3,<4"
	$(BIN)/python tests/fuzz/run.py $(FUZZ)

# mutmut is installed here and not among what is locked: only this needs it.
mutate: $(VENV)/.ready-dev ## Try small mistakes in the code, for a day (MUTATE="--sample 300 --seed 1 --only values")
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "mutmut>=3.8,<4"
	$(BIN)/python tests/mutation/run.py $(MUTATE)

bench: $(VENV)/.ready-dev ## Compare builds of lists of growing size with other generators
	$(BIN)/python benchmarks/build.py --install --write docs/benchmarks.md
	$(BIN)/python benchmarks/editing.py --write docs/benchmarks.md

# Does not use the pinned packages, which may be unavailable. Releases of the last days are excluded,
# because malicious ones are usually removed within that time.
LOCK := .cache/lock/$(IN)/uv pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11.0 \
	--generate-hashes --no-build --no-annotate --upgrade --exclude-newer "7 days" --custom-compile-command "make lock"

lock: ## Update the versions of all packages within the ranges of pyproject.toml
	$(PYTHON) -m venv --clear .cache/lock
	.cache/lock/$(IN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	$(LOCK) --output-file requirements.txt
	$(LOCK) --output-file requirements-dev.txt --constraint requirements.txt --group test --group lint
	$(LOCK) --output-file requirements-build.txt --constraint requirements.txt --group build
	$(LOCK) --output-file requirements-release.txt --constraint requirements.txt --group release
	cp requirements.txt readinglist/intake/new_list/files/requirements-lock.txt
	rm -rf .cache/lock

fresh: $(VENV)/.ready-dev ## Try the README's commands in empty folders with every Python found
	$(BIN)/python tests/fresh.py

RESOLUTION ?= lowest-direct
UV := .cache/ranges/$(IN)/uv pip

# Only runtime dependencies are varied; test dependencies are the newest that are compatible.
ranges: ## Run the tests with the lowest versions that pyproject.toml allows (RESOLUTION=highest: the newest)
	$(PYTHON) -m venv --clear .cache/ranges
	.cache/ranges/$(IN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	$(UV) install --quiet --no-config --python .cache/ranges --resolution $(RESOLUTION) --editable .
	$(UV) freeze --quiet --no-config --python .cache/ranges --exclude-editable > .cache/ranges/chosen.txt
	$(UV) install --quiet --no-config --python .cache/ranges --constraint .cache/ranges/chosen.txt --group test
	.cache/ranges/$(IN)/python -m pytest $(PYTEST)

clean: ## Remove everything that the targets created
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
