"""Jobs: a selection of runs, a reference to score them against, and queries whose rows go to files.

config     what a job asks for (schema version 2)
query      the SQL of datasets, checked
engine     `run_job`
datasets   a query's rows to a file
manifest   a job's folder and its row in the lake
"""

from wonton.lake.jobs.config import JobConfig, JobFile, known_presets, load_job
from wonton.lake.jobs.datasets import DatasetReport
from wonton.lake.jobs.engine import run_job
from wonton.lake.jobs.manifest import JobReport, known_jobs, read_manifest

__all__ = [
    "DatasetReport",
    "JobConfig",
    "JobFile",
    "JobReport",
    "known_jobs",
    "known_presets",
    "load_job",
    "read_manifest",
    "run_job",
]
