"""Project files that are broken, hostile or foreign are refused with a message that names file and member."""

from __future__ import annotations

import json
import os
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from nodes.errors import ProjectError, ProjectTooNew
from nodes.graph.archive import Limits, open_archive, write_archive
from nodes.graph.project import Project

EMPTY = json.dumps({"format": 1, "graph": {"nodes": {}, "wires": []}})


def packed(path: Path, members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            entry.filename = entry.orig_filename = name  # as a foreign program may write it
            archive.writestr(entry, data)
    return path


def refused(path: Path, *told: str) -> ProjectError:
    with pytest.raises(ProjectError) as caught:
        Project.open(path)
    text = str(caught.value)
    assert path.name in text
    for part in told:
        assert part in text
    assert caught.value.remedy
    return caught.value


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    refused(tmp_path / "gone.kino", "no project")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n" + b"x" * 100, b"x" * 100_000])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.kino"
    path.write_bytes(content)
    refused(path, "no zip")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.kino").mkdir()
    refused(tmp_path / "folder.kino")


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_zip_is_refused(tmp_path: Path, kept: float) -> None:
    whole = packed(tmp_path / "whole.kino", {"project.json": EMPTY, "media/a.bin": os.urandom(5000)}).read_bytes()
    path = tmp_path / "torn.kino"
    path.write_bytes(whole[: int(len(whole) * kept)])
    refused(path)


def test_a_flipped_bit_in_the_document_is_noticed(tmp_path: Path) -> None:
    path = packed(tmp_path / "flipped.kino", {"project.json": EMPTY}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(b'"format"') + 2] ^= 1
    path.write_bytes(data)
    refused(path)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "media/../../evil.txt",
        "/etc/evil",
        "C:/evil.txt",
        "C:evil.txt",
        "media\\evil.txt",
        "..",
        "media//evil",
        "media/./evil",
        "media/con",
        "media/NUL.txt",
        "media/evil\n.txt",
        "media/evil. ",
        "media/a:stream",
        "media/" + "a" * 300,
        "a/b/c/d/e/f/g/h/i",
    ],
)
def test_a_member_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    refused(packed(tmp_path / "names.kino", {"project.json": EMPTY, name: "x"}), "member name")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["names.kino"]


def test_a_null_byte_in_a_member_name_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "null.kino", {"project.json": EMPTY, "media/aXb": "x"})
    path.write_bytes(path.read_bytes().replace(b"media/aXb", b"media/a\0b"))
    refused(path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK])
def test_a_link_or_device_member_is_refused(tmp_path: Path, kind: int) -> None:
    path = tmp_path / "link.kino"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", EMPTY)
        entry = zipfile.ZipInfo("media/link")
        entry.external_attr = (kind | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    refused(path, "media/link", "link or a device")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("twin", ["project.json", "Project.JSON"])
def test_duplicate_members_are_refused(tmp_path: Path, twin: str) -> None:
    path = tmp_path / "twice.kino"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", EMPTY)
        archive.writestr(twin, EMPTY)
    refused(path, twin, "twice")


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = packed(tmp_path / "bomb.kino", {"project.json": EMPTY, "media/zeros.bin": b"\0" * (20 * 2**20)})
    assert path.stat().st_size < 100_000
    refused(path, "media/zeros.bin", "no honest ratio")


def test_a_bomb_in_the_document_is_refused(tmp_path: Path) -> None:
    refused(packed(tmp_path / "bomb.kino", {"project.json": EMPTY + " " * (20 * 2**20)}), "project.json")


def test_the_sum_of_all_members_is_limited(tmp_path: Path) -> None:
    members = {"project.json": EMPTY, **{f"media/{index}.bin": os.urandom(1000) for index in range(10)}}
    path = packed(tmp_path / "sum.kino", members)
    with pytest.raises(ProjectError, match="more than 5000 bytes"):
        open_archive(path, Limits(total_bytes=5000))


def test_sizes_that_lie_do_not_unpack_more_than_they_say(tmp_path: Path) -> None:
    path = packed(tmp_path / "lie.kino", {"project.json": EMPTY, "media/a.bin": b"a" * 5000})
    data = path.read_bytes().replace(struct.pack("<L", 5000), struct.pack("<L", 50))
    path.write_bytes(data)
    with Project.open(path) as project, pytest.raises(ProjectError, match="is damaged"):
        project.resolve("media:a.bin")


def test_too_many_members_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.kino"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.json", EMPTY)
        for index in range(4001):
            archive.writestr(f"media/{index}", b"")
    refused(path, "too many members")


def test_an_encrypted_or_oddly_packed_member_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "odd.kino", {"project.json": EMPTY}, zipfile.ZIP_LZMA)
    refused(path, "project.json", "method 14")
    path = packed(tmp_path / "secret.kino", {"project.json": EMPTY})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    refused(path, "encrypted")


def test_a_zip_whose_names_are_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "names.kino"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("média/x.bin", b"x")
    file.write_bytes(file.read_bytes().replace("é".encode(), b"\x80\x80"))
    with pytest.raises(ProjectError, match="no whole zip"):
        open_archive(file)


def test_a_zip_without_document_is_refused(tmp_path: Path) -> None:
    refused(packed(tmp_path / "other.kino", {"word/document.xml": "<a/>"}), "no project.json")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        (b"\xff\xfe{", "no JSON"),
        ("[" * 100_000, "nested"),
        ("[" * 500 + "]" * 500, "nested"),
        ('{"format": 1, "graph": NaN}', "NaN"),
        ('{"format": 1, "format": 1, "graph": {}}', "twice"),
        ("[]", "no object"),
        ('"text"', "no object"),
        ("null", "no object"),
        ("{}", "format version"),
        ('{"format": "1", "graph": {}}', "format version"),
        ('{"format": true, "graph": {}}', "format version"),
        ('{"format": 0, "graph": {}}', "format version"),
        ('{"format": 1}', "graph"),
        ('{"format": 1, "graph": []}', "graph"),
        ('{"format": 1, "graph": {"nodes": []}}', "Nodes"),
        ('{"format": 1, "graph": {"nodes": {"a": 1}}}', "'a'"),
        ('{"format": 1, "graph": {"nodes": {"a": {}}}}', "'a'"),
        ('{"format": 1, "graph": {"nodes": {"a": {"type": 3}}}}', "'a'"),
        ('{"format": 1, "graph": {"nodes": {"a": {"type": "t", "version": 1.5}}}}', "'a'"),
        ('{"format": 1, "graph": {"nodes": {"a": {"type": "t", "position": [1]}}}}', "'a'"),
        ('{"format": 1, "graph": {"nodes": {"a": {"type": "t", "muted": "yes"}}}}', "'a'"),
        ('{"format": 1, "graph": {"nodes": {"a/b": {"type": "t"}}}}', "a/b"),
        ('{"format": 1, "graph": {"wires": [{"source": "a"}]}}', "wire"),
        ('{"format": 1, "graph": {"wires": ["a"]}}', "wire"),
        ('{"format": 1, "graph": {"frames": {"f": {"size": "big"}}}}', "'f'"),
        ('{"format": 1, "graph": {"notes": {"n": {"text": 3}}}}', "'n'"),
        ('{"format": 1, "graph": {"exposed": {"inputs": {"i": ["a"]}}}}', "exposes"),
        ('{"format": 1, "graph": {}, "media": []}', "media"),
        ('{"format": 1' + "0" * 5000 + "}", "no JSON"),
    ],
)
def test_a_malformed_document_is_refused(tmp_path: Path, text: str | bytes, told: str) -> None:
    refused(packed(tmp_path / "bad.kino", {"project.json": text}, zipfile.ZIP_STORED), told)


def test_subgraphs_nested_too_deep_are_refused(tmp_path: Path) -> None:
    graph: dict[str, Any] = {"nodes": {}, "wires": []}
    for _ in range(80):
        graph = {"nodes": {"s": {"type": "graph.subgraph", "graph": graph}}, "wires": []}
    refused(packed(tmp_path / "deep.kino", {"project.json": json.dumps({"format": 1, "graph": graph})}), "deep")


def test_a_newer_format_is_refused_as_too_new(tmp_path: Path) -> None:
    path = packed(tmp_path / "new.kino", {"project.json": '{"format": 99, "shots": []}'})
    assert isinstance(refused(path, "99"), ProjectTooNew)


def test_what_was_refused_is_not_left_locked(tmp_path: Path) -> None:
    path = packed(tmp_path / "bad.kino", {"project.json": "{"})
    refused(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["bad.kino"]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    medium = tmp_path / "m.bin"
    medium.write_bytes(b"medium")
    for name in ("a.kino", "b.kino"):
        write_archive(tmp_path / name, json.loads(EMPTY), {"m.bin": medium})
    assert (tmp_path / "a.kino").read_bytes() == (tmp_path / "b.kino").read_bytes()


def test_members_of_no_known_use_are_carried_over(tmp_path: Path) -> None:
    path = packed(tmp_path / "more.kino", {"project.json": EMPTY, "thumbnail.webp": b"picture", "later/x.bin": b"x"})
    with Project.open(path) as project:
        project.save()
        project.save()
    with zipfile.ZipFile(path) as archive:
        assert archive.read("thumbnail.webp") == b"picture"
        assert archive.read("later/x.bin") == b"x"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_is_no_json_is_not_saved(tmp_path: Path, value: object) -> None:
    path = packed(tmp_path / "kept.kino", {"project.json": EMPTY})
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="no plain data"):
        write_archive(path, {"format": 1, "graph": {}, "x": value}, {})
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept.kino"]


def test_whatever_can_be_saved_can_be_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "odd.kino"
    odd = {"repeated": "a" * 3_000_000, "half a character": "\ud800", "unicode": "\u2028 \U0001f3a5 \x7f"}
    write_archive(path, {"format": 1, "graph": {"nodes": {}}, "odd": odd}, {})
    assert open_archive(path).document["odd"] == odd
