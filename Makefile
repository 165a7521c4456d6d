# Two commands: `make demo` answers questions about a sample company, `make test` runs every check. Both set up all that
# they need in .venv, on a machine with Python 3.11 or later, git and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8080

# torch first and alone: any other package that asks for it would take the build with several gigabytes of CUDA.
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test install install-test lint clean

demo: $(VENV)/.installed
	@echo "Ingesting the sample company and serving it at http://127.0.0.1:$(PORT) (Ctrl-C ends it) …"
	@$(BIN)/lore --home .demo demo --port $(PORT)

test: $(VENV)/.installed-test
	@echo "ruff: style and defects" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "mypy: types" && $(BIN)/mypy
	@echo "import-linter: who may import whom" && $(BIN)/lint-imports --no-cache > $(VENV)/imports.log || (cat $(VENV)/imports.log; exit 1)
	@echo "pytest: everything else" && $(BIN)/pytest --numprocesses auto

install: $(VENV)/.installed

install-test: $(VENV)/.installed-test

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (a few minutes the first time) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Lore needs Python 3.11 or later: PYTHON=python3.12 make demo"; exit 1)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --constraint constraints.txt torch
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installing the test tools …"
	@$(PIP) install --constraint constraints.txt --editable '.[test]'
	@touch $@

lint: $(VENV)/.installed-test
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format . && $(BIN)/mypy

clean:
	rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
