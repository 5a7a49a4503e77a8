"""Install the extra `models` into the Python that runs this, and never a build of torch that brings CUDA.

    .venv/bin/python scripts/install_models.py

On Linux the package index serves torch with a few gigabytes of CUDA beside it, other indexes a build for the
processor under the same name. Asked for the plan first, pip says which: only a build without CUDA is installed, from
the index in use or else from PyTorch's own index of such builds. Where neither has one, nothing is installed, and the
tests that need models are skipped with that reason. Who wants CUDA installs torch before.
"""

import json
import subprocess
import sys
from importlib.util import find_spec

TORCH = "torch==2.13.0"
PROCESSOR_BUILDS = "https://download.pytorch.org/whl/cpu"
EXTRA = ("--editable", ".[models]")
# Packages that come with CUDA and not without.
CUDA = ("nvidia-", "cuda-", "triton")


def main():
    if find_spec("torch") is None and not (plain_build() or processor_build()):
        print("no torch without CUDA can be had here; the extra `models` is left out", file=sys.stderr)
        return 0
    return pip("install", *EXTRA)


def plain_build():
    """Install torch from the index in use, if that is a build without CUDA."""
    plan = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--report", "-", TORCH],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if plan.returncode:
        return False
    names = [entry["metadata"]["name"].lower() for entry in json.loads(plan.stdout)["install"]]
    return not any(name.startswith(CUDA) for name in names) and pip("install", TORCH) == 0


def processor_build():
    return pip("install", "--index-url", PROCESSOR_BUILDS, "--retries", "1", "--timeout", "15", TORCH) == 0


def pip(*words):
    return subprocess.call([sys.executable, "-m", "pip", "--quiet", *words])


if __name__ == "__main__":
    sys.exit(main())
