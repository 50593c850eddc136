"""The environment beside main.py: made once, reused, changed, mended; with real wheels made here and a real pip."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.bootstrap.environment import Environment
from app.bootstrap.errors import SetupFailed
from app.bootstrap.lock_file import read_lock_file
from app.bootstrap.progress import SetupProgress

PREPARE = """
import sys
from pathlib import Path
from app.bootstrap.environment import Environment
from app.bootstrap.lock_file import read_lock_file
from app.bootstrap.progress import SetupProgress
Environment(Path(sys.argv[1])).prepare(read_lock_file(Path(sys.argv[2])), ("runtime",), SetupProgress())
"""


def make_wheel(folder: Path, name: str, version: str) -> None:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = '{version}'\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


@pytest.fixture(scope="module", autouse=True)
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of three tiny packages, the only place pip may look in."""
    folder = tmp_path_factory.mktemp("wheels")
    for name, version in (("lens", "1.0"), ("lens", "2.0"), ("reel", "1.0"), ("spool", "1.0")):
        make_wheel(folder, name, version)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(folder))
        patch.setenv("PIP_CONFIG_FILE", os.devnull)
        yield folder


@pytest.fixture
def lock_of(tmp_path: Path) -> Callable[..., Path]:
    def write(*pins: str, tests: tuple[str, ...] = ()) -> Path:
        path = tmp_path / "requirements.lock"
        path.write_text("\n".join(["[runtime]", *pins, "[tests]", *tests, "[without-dependencies]", ""]))
        return path

    return write


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "env")


@pytest.fixture(scope="module")
def finished(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds lens 1.0, to be copied: quicker than making one each time."""
    folder = tmp_path_factory.mktemp("finished")
    lock = folder / "requirements.lock"
    lock.write_text("[runtime]\nlens==1.0\n[tests]\n[without-dependencies]\n")
    prepare(Environment(folder / "env"), lock)
    return folder / "env"


def prepare(environment: Environment, lock: Path, *sections: str) -> None:
    environment.prepare(read_lock_file(lock), sections or ("runtime",), SetupProgress())


def version_in(environment: Environment, package: str) -> str:
    program = f"import {package}; print({package}.version)"
    done = subprocess.run([environment.python, "-c", program], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def marked(environment: Environment) -> Path:
    """A file that is gone when the environment was made anew."""
    mark = environment.folder / "mark"
    mark.write_text("here before")
    return mark


def test_a_fresh_environment_holds_what_the_lock_file_names_and_follows_its_changes(
    environment: Environment, lock_of: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    lock = lock_of("lens==1.0", "reel==1.0", tests=("spool==1.0",))
    assert not environment.is_ready(read_lock_file(lock), ("runtime",))
    prepare(environment, lock)
    assert environment.is_ready(read_lock_file(lock), ("runtime",))
    assert version_in(environment, "lens") == "1.0"
    told = capfd.readouterr()
    assert "2 packages" in told.err
    assert "ready" in told.err
    assert told.out == ""

    mark = marked(environment)
    assert not environment.is_ready(read_lock_file(lock), ("runtime", "tests"))
    prepare(environment, lock, "runtime", "tests")
    assert version_in(environment, "spool") == "1.0"
    assert mark.exists(), "a further section is added to the environment that is there"

    lock = lock_of("lens==2.0", tests=("spool==1.0",))
    assert not environment.is_ready(read_lock_file(lock), ("runtime",))
    prepare(environment, lock)
    assert version_in(environment, "lens") == "2.0"
    assert version_in(environment, "reel") == "", "what the lock file no longer names is removed"
    assert environment.is_ready(read_lock_file(lock), ("runtime", "tests"))


def test_a_comment_in_the_lock_file_changes_nothing(environment: Environment, lock_of: Callable[..., Path]) -> None:
    lock = lock_of("lens==1.0", "reel==1.0")
    before = read_lock_file(lock).digest("runtime")
    lock.write_text("# why these\n" + lock.read_text().replace("lens==1.0\nreel==1.0", "reel==1.0\n# x\nlens==1.0"))
    assert read_lock_file(lock).digest("runtime") == before


def lose_a_package(environment: Environment) -> None:
    for file in (environment.site_packages / "lens-1.0.dist-info").iterdir():
        file.unlink()
    (environment.site_packages / "lens-1.0.dist-info").rmdir()


def lose_python(environment: Environment) -> None:
    environment.python.unlink()


def be_cut_short(environment: Environment) -> None:
    environment.stamp_path.unlink()
    lose_a_package(environment)


def be_for_another_python(environment: Environment) -> None:
    text = environment.stamp_path.read_text()
    environment.stamp_path.write_text(text.replace(sys.implementation.cache_tag, "cpython-27"))
    lose_a_package(environment)


def have_half_a_stamp(environment: Environment) -> None:
    environment.stamp_path.write_text(environment.stamp_path.read_text()[:20])
    lose_a_package(environment)


@pytest.mark.parametrize(
    "harm", [lose_a_package, lose_python, be_cut_short, be_for_another_python, have_half_a_stamp]
)
def test_a_broken_environment_is_made_anew(
    environment: Environment, lock_of: Callable[..., Path], finished: Path, harm: Callable[[Environment], None]
) -> None:
    lock = lock_of("lens==1.0")
    shutil.copytree(finished, environment.folder, symlinks=True)
    assert environment.is_ready(read_lock_file(lock), ("runtime",))
    mark = marked(environment)
    harm(environment)
    assert not environment.is_ready(read_lock_file(lock), ("runtime",))
    prepare(environment, lock)
    assert environment.is_ready(read_lock_file(lock), ("runtime",))
    assert version_in(environment, "lens") == "1.0"
    assert not mark.exists()


def test_an_environment_made_by_hand_that_has_every_package_is_taken_as_it_is(
    environment: Environment, lock_of: Callable[..., Path], finished: Path
) -> None:
    shutil.copytree(finished, environment.folder, symlinks=True)
    mark = marked(environment)
    environment.stamp_path.unlink()
    lock = lock_of("lens==1.0", 'reel==1.0; python_version < "3"')
    prepare(environment, lock)
    assert mark.exists()
    assert environment.is_ready(read_lock_file(lock), ("runtime",))


def test_two_processes_at_once_make_one_environment(
    environment: Environment, lock_of: Callable[..., Path], repository: Path
) -> None:
    command = [sys.executable, "-c", PREPARE, str(environment.folder), str(lock_of("lens==1.0"))]
    both = [
        subprocess.Popen(command, cwd=repository, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sorted("Making the environment" in each for each in told) == [False, True]
    assert sum("waiting" in each for each in told) == 1
    assert version_in(environment, "lens") == "1.0"


def test_a_folder_of_something_else_is_left_alone(environment: Environment, lock_of: Callable[..., Path]) -> None:
    environment.folder.mkdir()
    precious = environment.folder / "holiday.mp4"
    precious.write_text("frames")
    with pytest.raises(SetupFailed, match="left alone"):
        prepare(environment, lock_of("lens==1.0"))
    assert precious.read_text() == "frames"


def test_a_package_that_is_not_there_is_told_and_leaves_no_stamp(
    environment: Environment, lock_of: Callable[..., Path]
) -> None:
    lock = lock_of("projector==3.0")
    with pytest.raises(SetupFailed, match="projector") as refused:
        prepare(environment, lock)
    assert str(environment.log_path) in refused.value.remedy
    assert "projector" in environment.log_path.read_text()
    assert not environment.is_ready(read_lock_file(lock), ("runtime",))


def test_without_a_network_the_remedy_says_so(
    environment: Environment, lock_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # nothing listens there
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(SetupFailed, match="cannot be reached") as refused:
        prepare(environment, lock_of("projector==3.0"))
    assert "network" in refused.value.remedy


def test_too_little_disk_is_told_before_anything_is_made(
    environment: Environment, lock_of: Callable[..., Path]
) -> None:
    lock = lock_of("lens==1.0")
    lock.write_text(f"# disk: {10**12} MB\n{lock.read_text()}")
    with pytest.raises(SetupFailed, match="are free"):
        prepare(environment, lock)
    assert not environment.folder.exists()


def test_main_goes_on_in_the_environment_with_quiet_threads(
    environment: Environment, lock_of: Callable[..., Path], repository: Path
) -> None:
    variables = os.environ | {
        "KINOGRAPH_VENV": str(environment.folder),
        "KINOGRAPH_LOCK_FILE": str(lock_of("lens==1.0")),
    }
    command = [sys.executable, str(repository / "main.py"), "doctor", "--json"]
    for stderr_expected in ("Environment ready", ""):
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        findings = {each["name"]: each for each in json.loads(done.stdout)["findings"]}
        assert str(environment.python) in findings["python"]["told"]
        assert stderr_expected in done.stderr
    assert done.stderr == "", "the second start has nothing to say"
    assert findings["packages"]["state"] == "problem", "this environment lacks what rendering needs"
    assert done.returncode == 6


def test_setting_up_that_fails_answers_with_its_own_code_in_one_paragraph(
    environment: Environment, lock_of: Callable[..., Path], repository: Path
) -> None:
    variables = os.environ | {
        "KINOGRAPH_VENV": str(environment.folder),
        "KINOGRAPH_LOCK_FILE": str(lock_of("not a pin")),
    }
    command = [sys.executable, str(repository / "main.py"), "render", "some.kino"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 5
    assert "requirements.lock, line 2" in done.stderr
    assert "Traceback" not in done.stderr
