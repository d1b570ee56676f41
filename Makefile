# Everything Betang needs, from a clean checkout. Prerequisites: Python 3.11 or newer, and make.
# Paths are relative and targets are words, so that the project may lie in a folder with spaces in its name.

SHELL  := /bin/sh
PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
PYTEST ?=
LOCK   := uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --universal \
          --python-version 3.11 --no-header

.PHONY: help run stop test check bench messages environment environment-dev translations lock clean

help: ## say what there is (this)
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1: \2/p' Makefile

run: environment translations ## start everything on this machine with made-up data; Ctrl-C stops it
	@exec .venv/bin/python -m core.run --host "$(HOST)" --port "$(PORT)"

stop: ## stop what make run started, also after a crash
	@test ! -x .venv/bin/python || exec .venv/bin/python -m core.run --stop

test: environment-dev translations ## run all tests; PYTEST="tests/core -x" runs some
	@exec .venv/bin/python -m pytest -n auto --dist loadgroup $(PYTEST)

check: environment-dev translations ## style, import contracts, and the settings of a real installation
	@failed=; \
	.venv/bin/python -m ruff check . || failed=yes; \
	.venv/bin/lint-imports || failed=yes; \
	DJANGO_SETTINGS_MODULE=core.settings.production BETANG_HOSTS=betang.example \
		DATABASE_URL=postgresql://nobody@localhost/nothing \
		SECRET_KEY="$$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		.venv/bin/python manage.py check --deploy --fail-level WARNING || failed=yes; \
	test -z "$$failed"

bench: environment-dev translations ## the published benchmarks; bench/README.md holds their figures
	@exec .venv/bin/python -m bench

messages: environment ## collect the texts to translate
	@exec .venv/bin/python -m core.translations update

environment:
	@command -v "$(PYTHON)" >/dev/null || { echo "Betang needs Python 3.11 or newer: install it," \
		"or name it with make PYTHON=/path/to/python3" >&2; exit 1; }
	@exec "$(PYTHON)" -I core/environment.py requirements.lock

environment-dev: environment
	@exec "$(PYTHON)" -I core/environment.py requirements-dev.lock

translations: environment
	@exec .venv/bin/python -m core.translations compile

lock: ## pin the newest allowed packages anew (needs uv)
	$(LOCK) requirements.in --output-file requirements.lock
	$(LOCK) requirements-dev.in --output-file requirements-dev.lock

clean: ## remove the virtual environment; never data
	rm -rf .venv
