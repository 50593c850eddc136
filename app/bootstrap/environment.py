"""The environment beside main.py: is it as the lock file asks, and if not, make it so.

A stamp inside the environment says what was installed, for which Python, and which packages were there afterwards.
Looking at it costs a few milliseconds and starts nothing. While anything is being changed there is no stamp, so an
interrupted installation is never mistaken for a finished one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap.errors import SetupFailed
from app.bootstrap.installer import pip_environment, pip_install
from app.bootstrap.lock_file import LockFile, package_name
from app.bootstrap.process_lock import held_by_one_process
from app.bootstrap.progress import SetupProgress
from app.bootstrap.system_packages import make_venv_possible

STAMP_VERSION = 1
WITHOUT_DEPENDENCIES = "without-dependencies"

# Runs inside an environment that has no stamp: does it hold every pin given? Then it is taken as it is.
HOLDS_EVERY_PIN = """
import sys
from importlib.metadata import PackageNotFoundError, version
from pip._vendor.packaging.requirements import Requirement
def held(pin):
    requirement = Requirement(pin)
    if requirement.marker is not None and not requirement.marker.evaluate():
        return True
    try:
        return requirement.specifier.contains(version(requirement.name), prereleases=True)
    except PackageNotFoundError:
        return False
sys.exit(0 if all(held(pin) for pin in sys.argv[1:]) else 3)
"""


def python_fingerprint() -> str:
    """Which Python an environment is for: a compiled package of one does not load in another."""
    return f"{sys.implementation.cache_tag}-{sys.platform}-{'64' if sys.maxsize > 2**32 else '32'}"


@dataclass(frozen=True)
class Stamp:
    """What an environment said about itself when it was finished."""

    python: str
    digests: dict[str, str]
    pins: dict[str, list[str]]
    packages: list[str]


class Environment:
    """A virtual environment in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        self.site_packages = folder / ("Lib/site-packages" if os.name == "nt" else f"lib/{version}/site-packages")
        self.stamp_path = folder / "kinograph-stamp.json"
        self.log_path = folder / "kinograph-set-up.log"

    def is_running(self) -> bool:
        """Whether this very process runs in it."""
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def is_ready(self, lock: LockFile, sections: Iterable[str]) -> bool:
        """Whether it holds these sections of the lock file. Starts no process and imports nothing heavy."""
        stamp = self.read_stamp()
        return stamp is not None and all(stamp.digests.get(section) == lock.digest(section) for section in sections)

    def read_stamp(self) -> Stamp | None:
        """The stamp, or None when there is none that can be believed: for another Python, or packages have gone."""
        try:
            written = json.loads(self.stamp_path.read_text(encoding="utf-8"))
            stamp = Stamp(**written["stamp"])
            there = set(os.listdir(self.site_packages))  # noqa: PTH208 - names only, checked at every start
        except (OSError, ValueError, TypeError, KeyError):
            return None
        known = written.get("version") == STAMP_VERSION and stamp.python == python_fingerprint()
        return stamp if known and self.python.exists() and there.issuperset(stamp.packages) else None

    def prepare(self, lock: LockFile, sections: tuple[str, ...], progress: SetupProgress) -> None:
        """Makes it hold the sections: anew, or by changing what differs. Safe beside a second process doing the same.

        Raises SetupFailed with the remedy; the next call then begins again from a known state.
        """
        waiting = "Another Kinograph is setting up the same environment; waiting for it."
        lock_path = self.folder.with_name(self.folder.name + ".lock")
        with held_by_one_process(lock_path, lambda: progress.say(waiting)) as descriptor:
            if self.is_ready(lock, sections):
                return
            stamp = self.read_stamp()
            if stamp is not None:
                self._change(stamp, lock, sections, progress, descriptor)
            elif self._holds(lock, sections):
                self._write_stamp(lock, sections)
                return
            else:
                self._make_anew(lock, sections, progress, descriptor)
            progress.close()
            progress.say(f"Environment ready in {progress.elapsed_s():.0f} s: {self.folder}")

    def _change(
        self, stamp: Stamp, lock: LockFile, sections: tuple[str, ...], progress: SetupProgress, descriptor: int
    ) -> None:
        """It was whole for an earlier lock file, or lacks a section: only the difference is installed."""
        sections = tuple(dict.fromkeys((*sections, *stamp.digests)))
        progress.say(f"Bringing the environment up to date ({self._told(lock, sections)}): {self.folder}")
        self.stamp_path.unlink()
        wanted = {package_name(pin) for section in sections for pin in lock.pins(section)}
        gone = {package_name(pin) for pins in stamp.pins.values() for pin in pins} - wanted
        if gone:
            self._run_python("-m", "pip", "uninstall", "--yes", *sorted(gone))
        self._install(lock, sections, progress, descriptor)

    def _make_anew(self, lock: LockFile, sections: tuple[str, ...], progress: SetupProgress, descriptor: int) -> None:
        self._clear()
        self._check_disk(lock)
        progress.say(f"Making the environment, once ({self._told(lock, sections)}): {self.folder}")
        progress.show("Preparing", 0.0, "Python's own part")
        make_venv_possible(progress)
        command = [sys.executable, "-m", "venv", str(self.folder)]
        made = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=pip_environment(), check=False
        )
        if made.returncode:
            self._clear()
            said = (made.stdout + made.stderr).strip()[-500:]
            raise SetupFailed(
                f"Python could not make an environment in {self.folder}. It said: {said}",
                "Free some disk space, or set KINOGRAPH_VENV to a folder you may write to.",
            )
        self._install(lock, sections, progress, descriptor)

    def _install(self, lock: LockFile, sections: tuple[str, ...], progress: SetupProgress, descriptor: int) -> None:
        together = [pin for section in sections if section != WITHOUT_DEPENDENCIES for pin in lock.pins(section)]
        alone = lock.pins(WITHOUT_DEPENDENCIES) if WITHOUT_DEPENDENCIES in sections else ()
        for pins, with_dependencies in ((together, True), (alone, False)):
            pip_install(
                self.python,
                pins,
                site_packages=self.site_packages,
                progress=progress,
                log=self.log_path,
                with_dependencies=with_dependencies,
                inherited=descriptor,
            )
        self._write_stamp(lock, sections)

    def _write_stamp(self, lock: LockFile, sections: Iterable[str]) -> None:
        digests = {section: lock.digest(section) for section in sections}
        pins = {section: list(lock.pins(section)) for section in digests}
        packages = sorted(path.name for path in self.site_packages.glob("*.dist-info"))
        stamp = Stamp(python_fingerprint(), digests, pins, packages)
        unfinished = self.stamp_path.with_suffix(".new")
        unfinished.write_text(json.dumps({"version": STAMP_VERSION, "stamp": vars(stamp)}), encoding="utf-8")
        unfinished.replace(self.stamp_path)

    def _holds(self, lock: LockFile, sections: tuple[str, ...]) -> bool:
        """Whether an environment without a stamp, made by hand perhaps, has every pin already."""
        if not (self.python.exists() and self.site_packages.is_dir()):
            return False
        pins = [pin for section in sections for pin in lock.pins(section)]
        return bool(pins) and self._run_python("-c", HOLDS_EVERY_PIN, *pins)

    def _clear(self) -> None:
        """Removes what is there, if it is an environment (or empty): never a folder of something else."""
        if self.is_running():
            raise SetupFailed(
                f"The environment {self.folder} is not as requirements.lock asks, and cannot be replaced while "
                "it runs this.",
                "Start main.py with the Python of the system: python3 main.py",
            )
        if not self.folder.exists() and not self.folder.is_symlink():
            return
        if not self.folder.is_dir() or (any(self.folder.iterdir()) and not (self.folder / "pyvenv.cfg").exists()):
            raise SetupFailed(
                f"{self.folder} is there, but is no Python environment, so it was left alone.",
                "Move it away, or set KINOGRAPH_VENV to another folder.",
            )
        target = self.folder.resolve()
        try:
            # pyvenv.cfg goes last: cut short, the folder is still known for what it is.
            for entry in sorted(target.iterdir(), key=lambda entry: entry.name == "pyvenv.cfg"):
                shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        except OSError as error:
            raise SetupFailed(
                f"Cannot remove the broken environment {self.folder}: {error.strerror} ({error.filename}).",
                "Remove it by hand, or set KINOGRAPH_VENV to another folder.",
            ) from error

    def _check_disk(self, lock: LockFile) -> None:
        free = shutil.disk_usage(self.folder.parent).free
        if free < lock.disk_bytes:
            raise SetupFailed(
                f"The environment needs {lock.disk_bytes / 1e9:.1f} GB in {self.folder.parent}, and "
                f"{free / 1e9:.1f} GB are free.",
                "Free some space, or set KINOGRAPH_VENV to a folder on another disk.",
            )

    def _told(self, lock: LockFile, sections: tuple[str, ...]) -> str:
        count = sum(len(lock.pins(section)) for section in sections)
        size = f", about {lock.disk_bytes / 1e9:.1f} GB on disk" if lock.disk_bytes else ""
        return f"{count} packages, every version fixed{size}"

    def _run_python(self, *arguments: str) -> bool:
        """Runs the environment's Python in silence; gives whether it succeeded."""
        command = [str(self.python), *arguments]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, env=pip_environment(), check=False
            )
        except OSError:
            return False
        return done.returncode == 0
