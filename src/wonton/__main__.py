"""`python -m wonton`: the command line."""

from __future__ import annotations

from wonton.cli.main import entry

if __name__ == "__main__":
    entry()
