"""What stands in the repository's texts: Kinograph alone, no folder of one machine, only what is true of the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

PLACES_OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(work|root|farm|mnt|opt/venv|Users/\w+)/")
PLACES_IN_DOCUMENTS = re.compile(r"(?<![\w.>])/(home|tmp|var|usr)/")
# Documents speak of Kinograph, not of the circumstances of its making.
MAKING = re.compile(r"\b(session|founder|workplace|issue\s+#?\d+)s?\b", re.IGNORECASE)
HOST = re.compile(r"https?://([\w.-]+)")
# Where an address in the repository may lead: sources, licences, formats; and names that lead nowhere.
HOSTS = {
    "127.0.0.1",
    "arxiv.org",
    "doi.org",
    "example.invalid",
    "example.org",
    "github.com",
    "keepachangelog.com",
    "semver.org",
    "www.apache.org",
}
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"^\s*\$?\s*(?:[A-Z_]+=\S+ )?(python3 main\.py.*)$")


def texts(files: list[Path]) -> dict[Path, str]:
    found = {}
    for file in files:
        try:
            found[file] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def places(found: dict[Path, str], pattern: re.Pattern[str], repository: Path) -> list[str]:
    return [
        f"{file.relative_to(repository)}:{number}: {line.strip()[:100]}"
        for file, text in found.items()
        if file != Path(__file__).resolve()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def documents(repository_files: list[Path]) -> dict[Path, str]:
    return texts([file for file in repository_files if file.suffix == ".md"])


def test_no_text_names_a_folder_of_one_machine(repository_files: list[Path], repository: Path) -> None:
    assert not places(texts(repository_files), PLACES_OF_ONE_MACHINE, repository)
    assert not places(documents(repository_files), PLACES_IN_DOCUMENTS, repository)


def test_documents_speak_of_kinograph_alone(repository_files: list[Path], repository: Path) -> None:
    assert not places(documents(repository_files), MAKING, repository)


def test_addresses_lead_to_known_hosts(repository_files: list[Path]) -> None:
    found = {host for text in texts(repository_files).values() for host in HOST.findall(text)}
    assert found <= HOSTS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_to_files_that_are_there(repository: Path, name: str) -> None:
    links = [link for link in LINK.findall((repository / name).read_text(encoding="utf-8")) if ":" not in link]
    assert not [link for link in links if not (repository / link).exists()]


def commands_in(document: Path) -> list[list[str]]:
    """The `python3 main.py ...` lines of its code blocks, as arguments."""
    found, inside = [], False
    for line in document.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            inside = not inside
        elif inside and (command := COMMAND.match(line)):
            found.append(shlex.split(command[1], comments=True)[2:])
    return found


@pytest.mark.parametrize("name", DOCUMENTS[:2])
def test_commands_in_documents_are_understood_and_name_what_is_there(repository: Path, name: str) -> None:
    from app.commands.parser import read_command_line
    from nodes.graph import default_registry
    from nodes.graph.project import Project

    commands = commands_in(repository / name)
    assert commands
    for command in commands:
        arguments = read_command_line(command)
        if arguments.command != "render" or not arguments.project.endswith(".kino"):
            continue
        project = Project.open(repository / arguments.project, read_only=True)
        for setting in arguments.set:
            node, _, parameter = setting.partition("=")[0].partition(".")
            kind = default_registry().get(project.graph.nodes[node].type_id)
            assert kind is not None
            assert parameter in {each.name for each in kind.parameters}, setting


def test_every_command_is_in_the_read_me(repository: Path) -> None:
    named = {command[0] for command in commands_in(repository / "README.md") if command}
    assert {"render", "doctor", "test"} <= named


def test_the_read_me_lists_the_exit_codes_as_they_are(repository: Path) -> None:
    from app.exit_codes import MEANINGS

    read_me = (repository / "README.md").read_text(encoding="utf-8")
    rows = {int(code): meaning for code, meaning in re.findall(r"^\| *(\d+) *\| *(.*?) *\|$", read_me, re.MULTILINE)}
    assert rows == {int(code): meaning for code, meaning in MEANINGS.items()}
