"""A few node types and a place for journals and media, for the tests of the graph."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pytest

from nodes.graph import FileName, Json, Lazy, Multiline, Out, Range, Registry, converter, node
from nodes.values import Clip, Image, Mask, Number, Text, Value


@node("Test")
def picture(level: Annotated[int, Range(0, 255)] = 7, name: Annotated[str, FileName("image")] = "") -> Image:
    """A grey picture.

    level: how bright.  name: a file.
    """
    return Image(np.full((4, 6, 3), level, np.uint8))


@node("Test")
def clip(image: Image, frames: Annotated[int, Range(1, 257)] = 5, fade: float = 0.5) -> Clip:
    """A clip of one picture.

    image: what to show.  frames: how many.  fade: how much.
    """
    return Clip(np.repeat(image.as_uint8()[None], frames, 0))


@node("Test")
def mask() -> Mask:
    """A mask."""
    return Mask(np.ones((1, 4, 6), np.float32))


@node("Test")
def both(image: Image, matte: Mask) -> tuple[Annotated[Image, Out("image")], Annotated[Mask, Out("matte")]]:
    """Two in, two out.

    image: a picture.  matte: a mask.
    """
    return image, matte


@node("Test")
def switch(
    which: Literal["first", "second"] = "first",
    first: Annotated[Value | None, Lazy()] = None,
    second: Annotated[Value | None, Lazy()] = None,
) -> Value:
    """One of two.

    which: the one.  first: one.  second: the other.
    """
    raise AssertionError("not run here")


@node("Test")
def words(text: Annotated[str, Multiline()] = "hello", data: Json = None) -> Text:
    """A text.

    text: what it says.  data: anything.
    """
    return Text(text)


@node("Test")
def number(value: float = 1.0) -> float:
    """A number.

    value: which.
    """
    return value


@node("Test", effect=True)
def save(clip: Clip, name: Annotated[str, FileName("*.mp4", save=True)] = "out.mp4") -> None:
    """Write a clip.

    clip: what to write.  name: where to.
    """


@node("Test", effect=True)
def show(value: Value, note: str = "") -> None:
    """Look at anything.

    value: what to look at.  note: a remark.
    """


@node("Test", version=3, migrations={1: lambda old: {"size": old["width"]}, 2: lambda old: {**old, "mode": "new"}})
def grown(size: int = 1, mode: Literal["old", "new"] = "old") -> float:
    """Has changed twice.

    size: once called width.  mode: added later.
    """
    return size


@converter()
def image_to_clip(image: Image) -> Clip:
    """A clip of one frame.

    image: the frame.
    """
    return Clip(image.as_uint8()[None])


@converter()
def number_to_text(number: Number) -> Text:
    """Its digits.

    number: the number.
    """
    return Text(str(number.value))


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.from_functions(
        picture, clip, mask, both, switch, words, number, save, show, grown, image_to_clip, number_to_text
    )


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where journals and media lie; nothing of these tests reaches the person's own folder."""
    folder = tmp_path / "state"
    monkeypatch.setenv("KINOGRAPH_STATE", str(folder))
    return folder
