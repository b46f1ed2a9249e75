# Everything runs in .venv, which is built from the lock once and again whenever the lock changes.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
COMPILE := $(BIN)/uv pip compile pyproject.toml --group dev --extra push --extra pdf --extra postgresql --universal \
  --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet

# The tests start some hundred processes; none of them shall compile anew what another compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo docs test check format bench torture fuzz screenshots lock check-lock build clean

demo: $(READY)
	@$(BIN)/python -m tests.tools.demo

docs: $(READY)
	@$(BIN)/python -m tests.tools.docs

test: $(READY)
	@$(BIN)/python -m pytest

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)
	@$(BIN)/python -m tests.tools.bench
	@$(BIN)/python -m tests.tools.bench_reminders
	@$(BIN)/python -m tests.tools.bench_exchange

torture: $(READY)
	@$(BIN)/python -m tests.tools.torture_rhythm
	@$(BIN)/python -m tests.tools.torture_reminders
	@$(BIN)/python -m tests.tools.torture_reminders server 0 20 1000
	@$(BIN)/python -m tests.tools.torture_reminders server 50 20 1000 5
	@$(BIN)/python -m tests.tools.two_weeks

# How many minutes, and from which seed on: make fuzz MINUTES=20 SEED=1.
fuzz: $(READY)
	@$(BIN)/python -m tests.tools.fuzz $(or $(MINUTES),5) $(SEED)

screenshots: $(READY)
	@$(BIN)/python -m tests.tools.screenshots

lock: $(READY)
	$(COMPILE) --upgrade -o requirements.lock

# What is locked satisfies pyproject.toml, and nothing is missing from it or superfluous in it.
check-lock: $(READY)
	@cp requirements.lock .venv/checked.lock
	@$(COMPILE) -o .venv/checked.lock
	@diff requirements.lock .venv/checked.lock || { echo "The lock is out of date: make lock"; exit 1; }

build: $(READY)
	$(BIN)/python -m build --no-isolation --outdir dist

clean:
	rm -rf .venv dist bench .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml
	@echo "Building .venv from the lock; this takes one to three minutes, once."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; say which with make PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q tracker
	@touch $@
