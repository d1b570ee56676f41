"""Makes `.venv` with exactly the packages of the lock file, and does nothing when they are there already.

Run by make with whatever Python it finds, before anything is installed: standard library only, and nothing
newer than Python 3.6 may stand in this file, or an old Python could not say that it is too old.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(PROJECT, ".venv")
PYTHON = os.path.join(FOLDER, "bin", "python")
OLDEST = (3, 11)
NEWER_NAMES = [f"python3.{minor}" for minor in range(14, OLDEST[1] - 1, -1)]


def main(arguments):
    """Install the lock file named in `arguments`; returns the exit code."""
    if sys.version_info < OLDEST:
        return hand_over_to_newer_python(arguments)
    (lock,) = arguments
    path = os.path.join(PROJECT, lock)
    with open(path, "rb") as handle:
        with contextlib.suppress(OSError):  # a network disk may not lock
            fcntl.flock(handle, fcntl.LOCK_EX)  # two makes at once: the second finds the work done
        digest = fingerprint(handle.read())
        if not works():
            make_folder()
        stamp = os.path.join(FOLDER, f"installed-{lock}")
        if read(stamp) != digest:
            print(f"Installing the packages of {lock}; the first time takes a minute or two ...", flush=True)
            install(path)
            with open(stamp, "w") as done:
                done.write(digest)
    return 0


def fingerprint(lock):
    """What the installation depends on: the lock file, the Python and the place (scripts hold its path)."""
    parts = [hashlib.sha256(lock).hexdigest(), str(sys.version_info[:2]), FOLDER]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def works():
    """Whether .venv holds a Python of this version that starts, with pip."""
    check = f"import pip, sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    try:
        return subprocess.call([PYTHON, "-c", check], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_folder():
    """Make .venv anew. Exits with the remedy where Python came without its venv module."""
    print(f"Making .venv with Python {sys.version.split()[0]} ...", flush=True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", FOLDER]):
        shutil.rmtree(FOLDER, ignore_errors=True)
        sys.exit(
            "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv; "
            "or name another Python: make PYTHON=/path/to/python3"
        )


def install(path):
    """Install exactly what the lock file says, from whichever index pip is set up to use."""
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    if subprocess.call(command + ["--require-hashes", "-r", path], cwd=PROJECT):
        sys.exit("Some packages could not be installed; pip says above why. Run the same command again to go on.")


def read(path):
    """The text of a file, empty when it is missing."""
    try:
        with open(path) as handle:
            return handle.read()
    except OSError:
        return ""


def hand_over_to_newer_python(arguments):
    """Run this file again with a newer Python of this machine, if there is one."""
    for name in NEWER_NAMES:
        found = shutil.which(name)
        if found and subprocess.call([found, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return subprocess.call([found, "-I", os.path.abspath(__file__)] + arguments)
    sys.exit(
        f"Betang needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is {sys.version.split()[0]}. "
        "Install one, or name it: make PYTHON=/path/to/python3"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
