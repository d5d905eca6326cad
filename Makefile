# The commands of this repository. Each makes what it needs: start with `make run` or `make test`.
# HOST and PORT choose where `make run` serves; PYTHON and CHROMIUM name unusual programs.

SHELL := /bin/sh
PYTHON_HERE := .venv/bin/python
CORES := $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 8 ] && n=8; echo $$n)

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint quick format bench lock audit

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make .venv with everything for development
	@scripts/setup dev

run: ## Start the portal with the demo cohort and print its address
	@scripts/run

test: setup ## Run every test on SQLite and on PostgreSQL, in a real browser too
	@$(PYTHON_HERE) scripts/run_tests.py

check: lint quick ## Check format, style, types, imports, dependencies; run the quick tests

lint: setup ## Check without running anything
	@echo "format";       $(PYTHON_HERE) -m ruff format --check --quiet . || { echo "Run: make format"; exit 1; }
	@echo "style";        $(PYTHON_HERE) -m ruff check --quiet .
	@echo "templates";    .venv/bin/djlint --lint --quiet templates
	@echo "types";        $(PYTHON_HERE) -m mypy --no-error-summary
	@echo "imports";      PYTHONPATH=. .venv/bin/lint-imports --no-cache
	@echo "dependencies"; .venv/bin/deptry . --no-ansi 2>/dev/null || .venv/bin/deptry .

quick: setup ## Run the tests that need no browser, on SQLite
	@$(PYTHON_HERE) -m pytest -q -m "not browser" -n $(CORES)

format: setup ## Put the code into the agreed form
	@$(PYTHON_HERE) -m ruff check --fix --quiet . ; $(PYTHON_HERE) -m ruff format .

bench: setup ## Measure speed, SQL statements and page weights against their budgets
	@PYTHONPATH=. $(PYTHON_HERE) -m benchmarks

lock: setup ## Renew the locks in requirements/ to the newest allowed versions
	@scripts/lock

audit: setup ## Ask whether a locked package has a known weakness (needs the network)
	@.venv/bin/pip-audit --requirement requirements/runtime.lock --disable-pip --require-hashes
