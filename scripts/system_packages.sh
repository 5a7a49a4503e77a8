#!/bin/sh
# Makes sure that the system has what Python packages cannot bring: Coq (Rocq), with its standard library.
#
#   scripts/system_packages.sh
#
# Installs the Debian or Ubuntu package where it may (as root); elsewhere says what to install. Exit code 1: still missing.
set -eu
command -v coqidetop.opt >/dev/null 2>&1 || command -v coqidetop >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    install="apt-get install -y -q --no-install-recommends coq"
    echo "installing Coq: $install"
    $install >/dev/null 2>&1 || { apt-get update -q >/dev/null 2>&1 && $install >/dev/null; }
    command -v coqidetop.opt >/dev/null 2>&1 && exit 0
fi
echo "Coq (Rocq) is not installed: apt-get install coq, or opam install coq coqide-server" >&2
exit 1
