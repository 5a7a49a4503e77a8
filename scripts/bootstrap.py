"""Make a virtual environment with pip in it, on a machine that may have little more than Python.

    python3 scripts/bootstrap.py FOLDER

Ways to pip, tried in order: the bundled one (`ensurepip`), one that is installed outside, the Debian package
(for root), the package index. Runs on old Pythons far enough to say that 3.11 is needed, and looks for a newer one on
the path first.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

NEEDED = (3, 11)
CANDIDATES = ("python3.14", "python3.13", "python3.12", "python3.11")


def main(folder):
    if sys.version_info < NEEDED:
        return hand_over(folder)
    python = os.path.join(folder, "bin", "python")
    for way in (bundled, from_outside, from_debian, from_index):
        if way(folder, python) and has_pip(python):
            return 0
    print("pip cannot be installed into %s. Install the venv module of your Python first." % folder, file=sys.stderr)
    return 2


def hand_over(folder):
    """Start again with a newer Python from the path, or say what is missing."""
    for name in CANDIDATES:
        newer = shutil.which(name)
        if newer:
            return subprocess.call([newer, os.path.abspath(__file__), folder])
    print("Python %d.%d or newer is needed; python3 is %s." % (*NEEDED, sys.version.split()[0]), file=sys.stderr)
    return 2


def bundled(folder, _python):
    return imports("ensurepip") and succeeds(sys.executable, "-m", "venv", "--clear", folder)


def from_outside(folder, python):
    if not imports("pip"):
        return False
    bare(folder)
    return succeeds(sys.executable, "-m", "pip", "--quiet", "--python", python, "install", "pip")


def from_debian(folder, python):
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    package = "python%d.%d-venv" % sys.version_info[:2]
    install = ("apt-get", "install", "-y", "-q", "--no-install-recommends", package)
    installed = succeeds(*install) or (succeeds("apt-get", "update", "-q") and succeeds(*install))
    return installed and bundled(folder, python)


def from_index(folder, python):
    """Fetch pip's wheel, which can be run as it is, and let it install itself."""
    bare(folder)
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    try:
        with urllib.request.urlopen(index, timeout=60) as page:
            links = re.findall(r'href="([^"]*/pip-([0-9.]+)-py3-none-any\.whl[^"]*)"', page.read().decode())
        if not links:
            return False
        link = max(links, key=lambda found: tuple(int(part) for part in found[1].split(".")))[0]
        with tempfile.TemporaryDirectory() as scratch:
            wheel = os.path.join(scratch, os.path.basename(urllib.parse.urlparse(link).path))
            with urllib.request.urlopen(urllib.parse.urljoin(index, link), timeout=60) as source:
                with open(wheel, "wb") as target:
                    shutil.copyfileobj(source, target)
            return succeeds(python, os.path.join(wheel, "pip"), "--quiet", "install", "pip")
    except OSError as error:
        print("Fetching pip from %s failed: %s" % (index, error), file=sys.stderr)
        return False


def bare(folder):
    subprocess.check_call([sys.executable, "-m", "venv", "--clear", "--without-pip", folder])


def has_pip(python):
    return os.path.exists(python) and succeeds(python, "-m", "pip", "--version")


def imports(module):
    return succeeds(sys.executable, "-c", "import " + module)


def succeeds(*command):
    return subprocess.call(command, stdout=subprocess.DEVNULL) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
