#!/bin/sh
# Makes sure that the system has what Python packages cannot bring.
#
#   scripts/system_packages.sh [coq] [chromium] [eprover] [z3]
#
# `coq` is Coq (Rocq) with its standard library, `chromium` a browser for the tests of reports, `eprover` and
# `z3` are automatic provers; `coq` where nothing is named.
# Installs the Debian or Ubuntu package where it may (as root); elsewhere says what to install. Exit code 1: Coq or Chromium
# is still missing; of the provers wheels serve too (the extra `external`), and tests without a prover are skipped.
set -eu

there() {
    case $1 in
        coq) command -v coqidetop.opt >/dev/null 2>&1 || command -v coqidetop >/dev/null 2>&1 ;;
        chromium) command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ;;
        eprover) command -v eprover >/dev/null 2>&1 || command -v eprover-ho >/dev/null 2>&1 ;;
        z3) command -v z3 >/dev/null 2>&1 ;;
        *) echo "unknown package: $1 (known: coq, chromium, eprover, z3)" >&2; exit 2 ;;
    esac
}

ensure() {
    there "$1" && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        install="apt-get install -y -q --no-install-recommends $1"
        echo "installing $1: $install"
        $install >/dev/null 2>&1 || { apt-get update -q >/dev/null 2>&1 && $install >/dev/null; } || true
        there "$1" && return 0
    fi
    case $1 in
        coq) echo "Coq (Rocq) is not installed: apt-get install coq, or opam install coq coqide-server" >&2 ;;
        chromium) echo "Chromium is not installed: apt-get install chromium" >&2 ;;
        *) echo "$1 is not installed (apt-get install $1); a wheel serves where there is one" >&2; return 0 ;;
    esac
    return 1
}

[ $# -gt 0 ] || set -- coq
for package in "$@"; do
    ensure "$package"
done
