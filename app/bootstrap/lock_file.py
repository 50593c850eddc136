"""Reads requirements.lock: every package with its version, in named sections.

A section begins with `[name]`; a pin is `package==version`, optionally with an environment marker after `;`.
A comment `# disk: 2600 MB` says how much room the whole needs.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from app.bootstrap.errors import SetupFailed

PIN = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[A-Za-z0-9.!+]+)\s*(?:;\s*(?P<marker>.+))?$")
HEADER = re.compile(r"^\[(?P<name>[a-z-]+)\]$")
DISK = re.compile(r"^#\s*disk:\s*(?P<megabytes>\d+)\s*MB\s*$")


@dataclass(frozen=True)
class LockFile:
    """The pins of each section, as pip takes them, and the disk space they need together."""

    path: Path
    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)
    disk_bytes: int = 0

    def pins(self, section: str) -> tuple[str, ...]:
        return self.sections.get(section, ())

    def digest(self, section: str) -> str:
        """A hash of what the section asks for; comments and order of lines do not matter."""
        return hashlib.sha256("\n".join(sorted(self.pins(section))).encode()).hexdigest()


def read_lock_file(path: Path) -> LockFile:
    """Reads and checks the lock file. Raises SetupFailed naming the file and the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SetupFailed(f"Cannot read {path}: {error.strerror}.", "Take a complete copy of Kinograph.") from error
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    disk_bytes = 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if disk := DISK.match(line):
            disk_bytes = int(disk["megabytes"]) * 1_000_000
        elif not line or line.startswith("#"):
            continue
        elif header := HEADER.match(line):
            current = sections.setdefault(header["name"], [])
        elif current is not None and PIN.match(line):
            current.append(line)
        else:
            raise SetupFailed(
                f"{path}, line {number}: '{line}' is neither a [section] nor a pin 'package==version' inside one."
            )
    return LockFile(path, {name: tuple(pins) for name, pins in sections.items()}, disk_bytes)


def package_name(pin: str) -> str:
    """The package of a pin, spelled as pip compares it: lower case, one hyphen for each run of - _ and dots."""
    return re.sub(r"[-_.]+", "-", re.split(r"[=;\s]", pin, maxsplit=1)[0]).lower()
