"""`wonton postprocess` as it is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wonton.cli.main import main

from .fakes import home_with_run  # noqa: F401
