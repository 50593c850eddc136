"""One lock file pins everything pyproject.toml asks for, and nothing that breaks it."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from app.bootstrap.lock_file import LockFile, package_name, read_lock_file


@pytest.fixture
def lock(repository: Path) -> LockFile:
    return read_lock_file(repository / "requirements.lock")


@pytest.fixture
def wanted(repository: Path) -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["kinograph"]
    return settings


@pytest.mark.parametrize("section", ["runtime", "tests", "without-dependencies"])
def test_what_is_asked_for_is_pinned_at_a_version_that_fits(
    lock: LockFile, wanted: dict[str, Any], section: str
) -> None:
    pins = {package_name(pin): Requirement(pin) for pin in lock.pins(section)}
    for text in wanted[section]:
        asked = Requirement(text)
        (exact,) = pins[package_name(asked.name)].specifier
        assert asked.specifier.contains(exact.version), text


def test_a_package_is_pinned_once(lock: LockFile) -> None:
    names = [package_name(pin) for pins in lock.sections.values() for pin in pins]
    assert len(names) == len(set(names))


def test_torchvision_never_comes_in(lock: LockFile) -> None:
    assert not [pin for pins in lock.sections.values() for pin in pins if package_name(pin) == "torchvision"]


def test_this_environment_is_what_the_lock_file_says(lock: LockFile) -> None:
    others = {}
    for pins in lock.sections.values():
        for pin in pins:
            asked = Requirement(pin)
            if asked.marker is not None and not asked.marker.evaluate():
                continue
            try:
                found = version(asked.name)
            except PackageNotFoundError:
                found = "not installed"
            if found == "not installed" or not asked.specifier.contains(found):
                others[pin] = found
    assert not others
