# The two commands of this repository: `make site` and `make test`. Both set up everything they need.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup site test coverage lint types bench screenshots derive lock browser dot office dossier clean
.DEFAULT_GOAL := site

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11+ is needed" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || (apt-get update -qq && apt-get install -y -qq python3-venv)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q khung generators cli
	@touch $@

site: setup
	$(BIN)/khung validate
	$(BIN)/khung check --fail-on never
	$(BIN)/khung build

test: setup browser office lint types
	$(BIN)/python -m pytest -n 2 --dist worksteal

coverage: setup browser office
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/khung derive --check

types: setup
	$(BIN)/mypy

browser:
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium)

dot:
	@command -v dot >/dev/null || (apt-get update -qq && apt-get install -y -qq graphviz)

office:
	@command -v soffice >/dev/null || (apt-get update -qq && apt-get install -y -qq libreoffice-writer-nogui)

dossier: setup office
	$(BIN)/khung dossier build

bench: setup dot
	$(BIN)/python -m benchmarks

screenshots: setup browser
	$(BIN)/python -m benchmarks.screenshots

derive: setup
	$(BIN)/khung derive

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock

clean:
	rm -rf .venv site .khung build .pytest_cache .mypy_cache .ruff_cache .coverage
