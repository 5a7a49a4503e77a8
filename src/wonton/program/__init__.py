"""The run program `followup-2026-03`: seven phases, one cohort of runs, one frozen date.

    settings    what the environment says, with the defaults of both scales
    plan        settings to commands, phase by phase; runs nothing and reads no disk
    cohort      the cohort's folder, its frozen date and its state file
    folders     the folders of models and problems that commands draw on
    preflight   what must hold before the first command starts
    execute     the commands, one after another, each recorded
    items       how far one run has come, and at what pace
    status      how a cohort stands, and what is left
    hints       commands to be pasted that come back to a cohort
    report      what the lake says of a cohort, as one folder of pages, tables and figures

The commands are those of the command line, and whoever executes them is handed in: this package parses nothing and
prints nothing. While ENABLE_EXTERNAL_PILOTS is not set the commands of p5 are skipped, and recorded as such.
"""

from __future__ import annotations

from wonton.program.cohort import Cohort, find_cohort
from wonton.program.execute import ProgramEvent, Runner, execute
from wonton.program.folders import with_folders
from wonton.program.hints import program_line
from wonton.program.items import Items
from wonton.program.plan import PHASES, Command, select_phases
from wonton.program.preflight import KNOWN_PROVIDERS, check_before_start, check_names, mark_skips, pinned_corpus
from wonton.program.settings import PROGRAMS, SCALES, ProgramSettings, Scale, known_settings
from wonton.program.status import CommandStatus, PhaseStatus, cohort_status, phase_status

__all__ = [
    "KNOWN_PROVIDERS",
    "PHASES",
    "PROGRAMS",
    "SCALES",
    "Cohort",
    "Command",
    "CommandStatus",
    "Items",
    "PhaseStatus",
    "ProgramEvent",
    "ProgramSettings",
    "Runner",
    "Scale",
    "check_before_start",
    "check_names",
    "cohort_status",
    "execute",
    "find_cohort",
    "known_settings",
    "mark_skips",
    "phase_status",
    "pinned_corpus",
    "program_line",
    "select_phases",
    "with_folders",
]
