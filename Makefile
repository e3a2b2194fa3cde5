# What a person types here. `make demo` shows what walletd does; `make test` is what CI runs.

SWIFT   ?= swift
# Refuses an import that Package.swift does not declare.
STRICT   = --explicit-target-dependency-import-check error
RELEASE  = -c release --static-swift-stdlib $(STRICT)

# The crash backtracer prints memory into logs: not from a daemon that keeps money.
export SWIFT_BACKTRACE = enable=no

BUILD_PACKAGES = libc6-dev pkg-config libsqlite3-dev libsodium-dev libsystemd-dev libncurses-dev libqrencode-dev libcurl4-openssl-dev zlib1g-dev
TEST_PACKAGES  = $(BUILD_PACKAGES) hledger python3 python3-venv curl procps gcc mount e2fsprogs xfsprogs gdb zsh fish man-db mandoc tmux ncurses-term zbar-tools
DEMO_PACKAGES  = $(BUILD_PACKAGES) curl procps

# Where things go; a package sets PREFIX=/usr and DESTDIR to its own tree. Everything else follows the conventions of Debian.
PREFIX       ?= /usr/local
SYSCONFDIR   ?= /etc
ZSHDIR       ?= $(PREFIX)/share/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
PROGRAMS     ?= .build/release

.PHONY: build demo run test bench golden trust lint clean help install uninstall

build: ## release build of walletd, walletctl and walletbench into .build/release
	@etc/install-deps $(BUILD_PACKAGES)
	$(SWIFT) build $(RELEASE)

demo: ## the whole product in a minute, narrated, ended by a verification
	@etc/install-deps $(DEMO_PACKAGES)
	@echo "building (the first time takes a few minutes) …"
	@$(SWIFT) build $(RELEASE) --quiet
	@etc/demo

run: build ## a daemon in the foreground, on .run/control.sock, with its data in .run/data
	@mkdir -p .run
	@echo "socket: .run/control.sock    try: curl --unix-socket .run/control.sock http://walletd/readyz"
	WALLETD_SOCKET=.run/control.sock WALLETD_DATA=.run/data .build/release/walletd --development

install: ## what `make build` made, with manual, completion, unit and sample; PREFIX=/usr/local, DESTDIR for packages
	@etc/install "$(DESTDIR)" "$(PREFIX)" "$(SYSCONFDIR)" "$(ZSHDIR)" "$(PROGRAMS)"

uninstall: ## takes away what `make install` brought; never the configuration, never the data
	@etc/install --remove "$(DESTDIR)" "$(PREFIX)" "$(SYSCONFDIR)" "$(ZSHDIR)" "$(PROGRAMS)"

test: ## everything CI checks: strict build, style, tests, end to end, conformance
	@etc/install-deps $(TEST_PACKAGES)
	@etc/install-deps nginx || echo "without nginx: webhooks through a proxy are SKIPPED"
	@etc/check

bench: build ## the benchmark; BENCH="--quick" or BENCH="--only singles --json"
	.build/release/walletbench $(BENCH)

golden: ## rewrites golden files; review the difference before you commit it
	@etc/install-deps $(TEST_PACKAGES)
	WALLETD_GOLDEN=write $(SWIFT) test $(STRICT) --skip EndToEndTests
	@git status --short -- Tests docs etc/man

trust: ## the long runs (hours), every promise at full size; TRUST="kills fuzz" for some, WALLETD_TRUST_SCALE=1 for a hundredth
	@etc/install-deps $(TEST_PACKAGES)
	@etc/trust

lint: ## only the style
	$(SWIFT) format lint --strict -r Sources Tests Package.swift

clean: ## forgets everything that was built
	rm -rf .build .demo .run .venv .bench .schemathesis .hypothesis

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12
