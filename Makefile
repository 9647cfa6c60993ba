# make demo: set everything up and open the app on training data.  make test: set everything up and run all that CI runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= auto
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check bench requirements screens lock clean

demo: $(READY)
	$(BIN)/hubtui demo

test: check
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 4 --dist worksteal
	$(BIN)/python -m tests.requirements

# The second call of mypy reads the code paths of Windows, which cannot be run here.
check: $(READY)
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 src/hubtui/front src/hubtui/store
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m bench

requirements: $(READY)
	$(BIN)/python -m tests.requirements --list

screens: $(READY)
	$(BIN)/python -m tests.screens.pictures docs/screens

# The virtual environment: locked, hash-checked dependencies, then this project without fetching anything more, as byte
# code, so that the first start is as quick as every other.
$(READY): requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("hubtui needs Python 3.11 to 3.14, this is %d.%d" % sys.version_info[:2] if not (3, 11) <= sys.version_info[:2] < (3, 15) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	touch $(READY)

# Renew the locks after changing pins in pyproject.toml; needs uv on the path.
lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
