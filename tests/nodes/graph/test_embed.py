"""Exported pictures and clips carry their graph and return it; foreign ones have none; hostile ones are refused."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from nodes.errors import MediaError, ProjectError, ProjectTooNew
from nodes.graph import Graph, Node
from nodes.graph.embed import MAX_EMBEDDED_BYTES, embed_graph, export_document, read_embedded

GRAPH = Graph(
    [
        Node(f"n{index}", "test.words", parameters={"text": '\u00fc \u2028 \U0001f3a5 "quoted" \\ ; # = \n'})
        for index in range(300)
    ]
)
PIXELS = np.random.default_rng(1).integers(0, 255, (24, 32, 3), np.uint8)


def document() -> dict[str, Any]:
    return {"format": 1, "graph": GRAPH.to_document(), "later": [1.5]}


@pytest.fixture
def png(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    cv2.imwrite(str(path), PIXELS)
    return path


def video(path: Path, metadata: dict[str, str]) -> Path:
    options = {"movflags": "use_metadata_tags"} if path.suffix in (".mp4", ".mov") else {}
    codec = "libvpx-vp9" if path.suffix == ".webm" else "libx264"
    with av.open(str(path), "w", options=options) as container:
        container.metadata.update(metadata)
        stream = container.add_stream(codec, rate=8)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"  # type: ignore[attr-defined]
        for _ in range(3):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))  # type: ignore[attr-defined]
        container.mux(stream.encode())  # type: ignore[attr-defined]
    return path


def with_chunk(png: Path, kind: bytes, body: bytes, *, crc: int | None = None) -> Path:
    data = png.read_bytes()
    check = zlib.crc32(kind + body) if crc is None else crc
    png.write_bytes(data[:33] + struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check) + data[33:])
    return png


def test_a_png_carries_its_graph_and_keeps_its_pixels(png: Path) -> None:
    assert read_embedded(png) is None
    embed_graph(png, document())
    assert read_embedded(png) == document()
    assert np.array_equal(cv2.imread(str(png)), PIXELS)
    embed_graph(png, GRAPH.to_document())  # takes the place of the first
    found = read_embedded(png)
    assert found is not None
    assert Graph.from_document(found) == GRAPH
    assert png.read_bytes().count(b"kinograph") == 1


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".mkv", ".webm"])
@pytest.mark.parametrize("key", ["kinograph", "KinoGraph"])
def test_a_video_carries_its_graph(tmp_path: Path, ending: str, key: str) -> None:
    path = video(tmp_path / f"clip{ending}", {key: export_document(document()), "title": "x"})
    assert read_embedded(path) == document()


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".mkv", ".webm"])
def test_a_foreign_video_carries_none(tmp_path: Path, ending: str) -> None:
    assert read_embedded(video(tmp_path / f"clip{ending}", {"title": "kinograph"})) is None


@pytest.mark.parametrize("kind", ["tEXt", "zTXt", "iTXt plain", "iTXt packed"])
def test_every_kind_of_text_chunk_is_read(png: Path, kind: str) -> None:
    text = export_document(document()).encode()
    body = {
        "tEXt": b"Kinograph\0" + text,
        "zTXt": b"kinograph\0\0" + zlib.compress(text),
        "iTXt plain": b"kinograph\0\0\0en\0Kinograph\0" + text,
        "iTXt packed": b"KINOGRAPH\0\1\0\0\0" + zlib.compress(text),
    }[kind]
    assert read_embedded(with_chunk(png, kind[:4].encode(), body)) == document()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '"words"', "{}", '{"format": 1}', '{"format": 1, "graph": 3}', "[" * 100_000, '{"format": NaN}'],
)
def test_what_is_no_document_is_refused(png: Path, text: str) -> None:
    with pytest.raises(ProjectError) as caught:
        read_embedded(with_chunk(png, b"tEXt", b"kinograph\0" + text.encode()))
    assert "picture.png" in str(caught.value)


def test_a_newer_document_is_refused_as_too_new(png: Path, tmp_path: Path) -> None:
    with pytest.raises(ProjectTooNew):
        read_embedded(with_chunk(png, b"tEXt", b'kinograph\0{"format": 99, "graph": {}}'))
    with pytest.raises(ProjectTooNew):
        read_embedded(video(tmp_path / "clip.mp4", {"kinograph": '{"format": 99}'}))


@pytest.mark.parametrize(
    "body",
    [
        b"kinograph\0\1\0\0\0" + zlib.compress(b"a" * (MAX_EMBEDDED_BYTES + 1)),
        b"kinograph\0\0\0\0\0" + b"a" * (MAX_EMBEDDED_BYTES + 2000),
    ],
)
def test_an_oversized_graph_is_refused(png: Path, body: bytes) -> None:
    with pytest.raises(ProjectError, match="more than"):
        read_embedded(with_chunk(png, b"iTXt", body))


def test_an_oversized_graph_in_a_video_is_refused(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.mkv", {"kinograph": "a" * (MAX_EMBEDDED_BYTES + 1)})
    with pytest.raises(ProjectError, match="allowed"):
        read_embedded(path)


@pytest.mark.parametrize(
    "body",
    [
        b"kinograph",
        b"kinograph\0",
        b"kinograph\0\1",
        b"kinograph\0\1\0\0\0not packed",
        b"kinograph\0\0\0\0\0\xff\xfe",
    ],
)
def test_a_damaged_text_chunk_is_refused(png: Path, body: bytes) -> None:
    with pytest.raises(ProjectError):
        read_embedded(with_chunk(png, b"iTXt", body))


def test_a_text_chunk_with_a_wrong_checksum_is_refused(png: Path) -> None:
    with pytest.raises(ProjectError, match="damaged"):
        read_embedded(with_chunk(png, b"tEXt", b"kinograph\0{}", crc=1))


@pytest.mark.parametrize("kept", [0, 4, 8, 20, 40, 0.5])
def test_a_png_cut_short_is_told(png: Path, kept: float) -> None:
    data = png.read_bytes()
    png.write_bytes(data[: int(kept * len(data)) if isinstance(kept, float) else kept])
    before = png.read_bytes()
    if kept >= 8 or isinstance(kept, float):
        with pytest.raises(ProjectError):
            read_embedded(png)
    else:
        assert read_embedded(png) is None
    with pytest.raises(MediaError):
        embed_graph(png, document())
    assert png.read_bytes() == before
    assert [entry.name for entry in png.parent.iterdir() if entry.is_file()] == ["picture.png"]


@pytest.mark.parametrize("ending", [".mp4", ".mkv"])
def test_a_video_cut_short_does_no_harm(tmp_path: Path, ending: str) -> None:
    path = video(tmp_path / f"clip{ending}", {"kinograph": export_document(document())})
    data = path.read_bytes()
    for kept in (0, 10, 40, 200, len(data) // 2):
        path.write_bytes(data[:kept])
        try:
            found = read_embedded(path)
        except (MediaError, ProjectError) as error:
            told = str(error)
            found = None
        else:
            told = path.name
        assert path.name in told
        assert found in (None, document())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"#EXTM3U\nhttp://example.invalid/a.mp4\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"\0" * 5000,
    ],
)
def test_what_is_no_clip_carries_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    assert read_embedded(path) is None


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"gone\.png"):
        read_embedded(tmp_path / "gone.png")
    with pytest.raises((MediaError, ProjectError), match=r"gone\.png"):
        embed_graph(tmp_path / "gone.png", document())


def test_the_exported_text_is_one_line_of_plain_json() -> None:
    text = export_document(GRAPH.to_document())
    assert "\n" not in text
    assert text.isascii()
    assert Graph.from_document(json.loads(text)) == GRAPH
