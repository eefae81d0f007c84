# The one place that knows how to do things. `make` shows the list.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Debian's own comes first: one built by hand is seldom optimised as that is, and much slower.
PYTHON ?= $(shell for one in /usr/bin/python3.11 python3.11 python3; do \
	$$one -c 'import ensurepip' 2>/dev/null && command -v $$one && break; done)
HOST ?= 127.0.0.1
PORT ?= 5000
BIN := .venv/bin
APT := chromium-headless-shell poppler-utils postgresql fonts-noto-cjk
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# What a set-up needs comes in side by side: packages, fonts, programs of the system.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j3
endif
# Where an environment forbids it, each of the many processes of a run would compile all modules again.
export PYTHONDONTWRITEBYTECODE :=
DEMO := APP_MODE=demo PUBLIC_BASE_URL=http://$(HOST):$(PORT)

.PHONY: help setup setup-test programs run test check deep bench shots fmt migrate lock

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/runtime.stamp: requirements.lock
	@[ -d .venv ] || $(PYTHON) -m venv .venv || { echo "needs: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-compile --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/runtime.stamp
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-compile --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

instance/fonts/prepared.stamp: .venv/runtime.stamp
	@$(BIN)/flask fonts prepare
	@touch $@

instance/app.db: $(wildcard migrations/versions/*.py)
	@# Half a school is none: what a broken run leaves is taken away, what was there before it is not.
	@[ -e $@ ] || trap '[ $$? = 0 ] || rm -f $@ $@-wal $@-shm' EXIT; \
	$(DEMO) $(BIN)/flask db upgrade 2>instance/upgrade.log || { cat instance/upgrade.log >&2; exit 1; }; \
	echo "正在建立示例学校，约一分钟……"; \
	$(DEMO) $(BIN)/flask seed --if-empty; \
	touch $@

setup: .venv/runtime.stamp instance/fonts/prepared.stamp ## install what the program needs, and prepare its fonts

setup-test: .venv/dev.stamp setup programs ## install what the tests need: browser, PDF tools, PostgreSQL

programs:
	@dpkg -s $(APT) >/dev/null 2>&1 || { $(SUDO) apt-get -q update && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get -q install -y --no-install-recommends $(APT); } >/dev/null

run: setup ## the demo school: web pages and scheduler, on HOST and PORT (127.0.0.1:5000)
	@$(MAKE) -s instance/app.db
	@echo "双师档案（演示）：http://$(HOST):$(PORT)  停止请按 Ctrl+C"
	@echo "登录名 teacher（教师）、head（系部负责人）、hr 和 hr2（人事处）、admin（学校管理员），密码都是 shifan-2026"
	@trap 'kill $$(jobs -p) 2>/dev/null' EXIT; \
	$(DEMO) $(BIN)/flask scheduler & \
	$(DEMO) $(BIN)/gunicorn --config gunicorn.conf.py --bind $(HOST):$(PORT) wsgi:app & \
	wait -n

test: setup-test ## all tests, on both databases, the browser included, with coverage
	@mkdir -p build && rm -f build/coverage.json
	@$(BIN)/python -m slipcover -m pytest -n 3 --dist worksteal
	@$(BIN)/python -m tests.measured

check: setup-test ## what is checked without running: lint, format, types, ladder, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@d=$$(mktemp -d); trap 'rm -rf '$$d EXIT; export INSTANCE_DIR=$$d; \
	$(BIN)/flask db upgrade 2>$$d/upgrade.log || { cat $$d/upgrade.log >&2; exit 1; }; \
	$(BIN)/flask db check

deep: setup-test ## properties: 10,000 examples each of the rules', five times as many as usual with a database
	@HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n 2 --dist worksteal tests/domain
	@HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n 2 --dist worksteal -m deep tests/features

bench: setup-test ## figures and ratios, as a table and build/bench.json
	@$(BIN)/python -m tests.bench

shots: setup-test ## pictures of the main pages and papers, in build/shots
	@$(BIN)/python -m tests.shots

fmt: .venv/dev.stamp ## put the code into shape
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

migrate: setup ## write a migration for what the models changed: make migrate m="what changed"
	@$(BIN)/flask db migrate -m "$(m)"

lock: ## lock the newest allowed versions (needs uv)
	@uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-annotate --no-header -o requirements.lock pyproject.toml
	@uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-annotate --no-header -c requirements.lock -o requirements-dev.lock pyproject.toml --group dev
