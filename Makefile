# One line a target; the work is in scripts/.
SOURCES := Services Shared Tools Examples Tests Fuzz Package.swift

.DEFAULT_GOAL := help
.PHONY: help setup build up down status demo test nemesis upgrade-test bench format lint simulate-faults fuzz

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 18

setup: ## installs what is missing of Debian's packages
	@scripts/setup

build: setup ## builds the released executables into .run/bin
	@scripts/build

up: build ## starts servers and services that aren't running; SCALE="gateway=2 queue=3" for several of one
	@scripts/stack up

down: ## stops all that was started here
	@scripts/stack down

status: ## shows what runs
	@scripts/stack status || true

demo: up ## plays real matches in the terminal
	@scripts/demo

test: ## builds, checks and tests everything on servers of its own
	@scripts/test

nemesis: build ## kills, freezes and cuts off parts of a stack under load, and checks its promises; DURATION=300 SEED=n
	@scripts/nemesis $(if $(DURATION),--duration $(DURATION)) $(if $(SEED),--seed $(SEED)) $(if $(PLAYERS),--players $(PLAYERS))

upgrade-test: setup ## upgrades a stack under load from FROM (the last tag contracts-*) and back, service by service
	@scripts/upgrade-test $(if $(FROM),--from $(FROM))

bench: up ## measures the running stack into .run/bench.json; CASE=lone-match for one
	@scripts/bench $(CASE)

format: ## formats all sources
	@swift format -i --parallel -r $(SOURCES)

lint: ## checks formatting and the rules of this code base
	@scripts/lint

simulate-faults: setup ## runs the queue's core under simulated faults; SEEDS=200 FIRST=1
	@scripts/simulate-faults $(or $(FIRST),1) $(or $(SEEDS),200)

fuzz: setup ## feeds made-up rule sets to their reader; SECONDS=60
	@scripts/fuzz $(or $(SECONDS),60)
