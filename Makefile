# Each target first sets up what it needs.
PYTHON ?= python3
STAGE ?= dev
ARGS ?=
EVENT ?=
FUNCTION ?=
# Tests at once: one more than there are usually processors, as some wait. Each process collects all tests, three seconds of computing.
PROCESSES ?= 3
# The stage that somebody named, and the settings with which one reaches it.
NAMED := $(if $(filter command environment,$(firstword $(origin STAGE))),$(STAGE))
OF_STAGE = tools/with-env.sh --stage "$(NAMED)"
REGION_GIVEN = $(shell printf '%s' "$(ARGS)" | sed -n 's/.*\(--region[= ][^ ]*\).*/\1/p')
UNIT := $(wildcard tests/app tests/contracts tests/fakes tests/handlers tests/house tests/sandbox/slack tests/soak)

export PATH := $(CURDIR)/.venv/bin:$(PATH)
unexport PYTHONDONTWRITEBYTECODE # each of hundreds of processes would compile the same again
export NODE_NO_WARNINGS := 1
IN_VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup node demo test unit check e2e soak bench pr run invoke manifest doctor info catch-up rehearse replay package deploy remove lock clean

help: ## list all targets
	@echo "Bellhop: make TARGET"
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS="$$(printf '\t')" read -r name does; do \
		printf '  %-9s %s\n' "$$name" "$$does"; done

setup: .venv/.ready ## build .venv (PYTHON=... chooses the interpreter, 3.11 or newer)

.venv/.ready: requirements.txt requirements-dev.txt
	@tools/setup.sh "$(PYTHON)"

node: setup
	@$(IN_VENV) -m tools.node

demo: node ## a Slack and an AWS on this machine, with a page to try Bellhop on (ARGS="--port 4180")
	@exec $(IN_VENV) -m sandbox $(ARGS)

test: node ## all tests but the browser's: units, and flows against the sandbox and the deployed zip
	@tools/tests.sh $(ARGS)

unit: setup ## the quick tests: no Node, no emulator, no network; under a minute on two cores
	@$(IN_VENV) -m pytest $(UNIT) -m "not slow" -n $(PROCESSES) --dist worksteal $(ARGS)

check: node ## style, types, the house's rules, the template
	@$(IN_VENV) -m pre_commit run --all-files
	@$(IN_VENV) -m mypy
	@$(IN_VENV) -m pytest -q tests/house
	@$(IN_VENV) -m tools.slack_types
	@$(IN_VENV) -m tools.check_template

e2e: node ## the page in the system's Chromium
	@tools/chromium.sh
	@$(IN_VENV) -m pytest tests/browser -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

soak: node ## play random faults against the deployed zip, and compare what it told with AWS (ARGS="--minutes 60 --seed 7")
	@$(IN_VENV) -m tests.soak $(ARGS)

bench: setup ## measure the functions of the zip beside other handlers: docs/performance.md (ARGS=--quick: starts alone, compared with the last)
	@tools/valgrind.sh
	@$(IN_VENV) -m benchmarks $(ARGS)

pr: ## what CI runs on a pull request: test, check, e2e and a short soak, each with the time that it took
	@.ci/run

run: setup ## Bellhop from this machine over Socket Mode (settings: .env, else .sandbox/env)
	@tools/with-env.sh $(IN_VENV) -m app

invoke: setup ## one function once, under python-lambda-local (EVENT=file FUNCTION=slack|worker|alarms)
	@tools/with-env.sh $(IN_VENV) -m tools.invoke $(if $(FUNCTION),--function $(FUNCTION)) "$(EVENT)"

manifest: setup ## the Slack app's manifest (STAGE=prod: with the request URL of that stage; ARGS=--url: as a link that creates the app)
	@$(OF_STAGE) $(IN_VENV) -m app manifest --stage "$(NAMED)" $(ARGS)

doctor: setup ## check a deployed stage, and say how to fix it (STAGE=prod; without: the one that is deployed, or the sandbox)
	@$(OF_STAGE) $(IN_VENV) -m app doctor --stage "$(NAMED)" $(ARGS)

info: setup ## a stage's addresses and names as shell variables (eval "$(make info)"; of the only stage, or STAGE=prod)
	@$(OF_STAGE) $(IN_VENV) -m app info --stage "$(NAMED)" $(ARGS)

catch-up: setup ## post alarms that were missed (STAGE=prod ARGS="--since 2h --dry-run")
	@$(OF_STAGE) $(IN_VENV) -m app catch-up --stage "$(NAMED)" $(ARGS)

rehearse: setup ## what another bellhop.toml would have made of last week's alarms (STAGE=prod ARGS="--config new.toml")
	@$(OF_STAGE) $(IN_VENV) -m app rehearse --stage "$(NAMED)" $(ARGS)

replay: setup ## put dead letters back on their queues, after a fix (STAGE=prod, ARGS="--queue alarms")
	@$(OF_STAGE) $(IN_VENV) -m app replay --stage "$(NAMED)" $(ARGS)

package: setup ## build .build/bellhop.zip
	@$(IN_VENV) -m tools.package

deploy: node ## deploy to AWS (STAGE=prod; dev without)
	@tools/with-env.sh --stage "$(STAGE)" npx --no-install osls deploy --stage "$(STAGE)" $(ARGS)

remove: node ## remove a stage (STAGE=prod); says first what goes, and what stays: its table, the record of who did what
	@tools/with-env.sh --stage "$(STAGE)" $(IN_VENV) -m app prepare-removal --stage "$(STAGE)" $(REGION_GIVEN)
	@tools/with-env.sh --stage "$(STAGE)" npx --no-install osls remove --stage "$(STAGE)" $(ARGS)

lock: ## write requirements.txt and requirements-dev.txt from pyproject.toml (ARGS=--upgrade updates the rest)
	@test -x $(IN_VENV) || $(MAKE) --no-print-directory setup # an outdated .venv will do
	@$(IN_VENV) -m tools.lock $(ARGS)

clean: ## remove what was built, .venv and node_modules included
	@rm -rf .build .serverless .sandbox .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
