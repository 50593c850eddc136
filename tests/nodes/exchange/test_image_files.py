"""Still pictures and sequences of them, read and written."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from nodes.errors import MediaError
from nodes.exchange.image_files import read_picture, write_picture
from nodes.exchange.image_sequence import find_sequence, pattern_expression, read_sequence


def picture(width: int = 40, height: int = 30) -> np.ndarray:
    coarse = np.random.default_rng(2).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)


@pytest.mark.parametrize(
    ("suffix", "quality", "error"),
    [(".png", 90, 0.0), (".tif", 90, 0.0), (".webp", 100, 0.0), (".webp", 80, 6.0), (".jpg", 95, 3.0)],
)
def test_pictures_come_back(suffix: str, quality: int, error: float, tmp_path: Path) -> None:
    write_picture(tmp_path / f"a{suffix}", picture(), quality=quality)
    found = read_picture(tmp_path / f"a{suffix}")
    assert found.pixels.dtype == np.uint8
    assert np.abs(found.pixels.astype(int) - picture()).mean() <= error


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_sixteen_bits_come_back_with_alpha(suffix: str, tmp_path: Path) -> None:
    deep = np.random.default_rng(0).random((20, 30, 3)).astype(np.float32)
    alpha = np.random.default_rng(1).random((20, 30)).astype(np.float32)
    write_picture(tmp_path / f"a{suffix}", deep, alpha=alpha, deep=True)
    found = read_picture(tmp_path / f"a{suffix}")
    assert found.pixels.dtype == np.float32
    assert found.alpha is not None
    assert np.abs(found.pixels - deep).max() < 1 / 65535
    assert np.abs(found.alpha - alpha).max() < 1 / 65535


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif"])
def test_alpha_comes_back(suffix: str, tmp_path: Path) -> None:
    alpha = np.linspace(0, 1, 40, dtype=np.float32)[None].repeat(30, axis=0)
    write_picture(tmp_path / f"a{suffix}", picture(), alpha=alpha, quality=100)
    found = read_picture(tmp_path / f"a{suffix}")
    assert found.alpha is not None
    assert np.abs(found.alpha - alpha).max() < 0.003


def test_jpeg_says_that_it_drops_alpha_and_project(tmp_path: Path) -> None:
    warnings = write_picture(
        tmp_path / "a.jpg", picture(), alpha=np.ones((30, 40), np.float32), metadata={"kinograph": "{}"}
    )
    assert any("no alpha" in text for text in warnings)
    assert any("no project" in text for text in warnings)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("deep", [False, True])
def test_exif_orientation_is_applied(orientation: int, deep: bool, tmp_path: Path) -> None:
    upright = picture()
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(upright, 3),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "a.png"
    Image.fromarray(np.ascontiguousarray(stored)).save(path, exif=exif)
    if deep:  # the same with 16 bits a channel: the header chunk and pixels from OpenCV, eXIf from Pillow
        done, data = cv2.imencode(".png", np.ascontiguousarray(stored[..., ::-1]).astype(np.uint16) * 257)
        assert done
        body = exif.tobytes().removeprefix(b"Exif\0\0")
        chunk = struct.pack(">I", len(body)) + b"eXIf" + body + struct.pack(">I", zlib.crc32(b"eXIf" + body))
        path.write_bytes(data.tobytes()[:33] + chunk + data.tobytes()[33:])
    found = read_picture(path).pixels
    if deep:
        assert found.dtype == np.float32
        found = np.rint(found * 255).astype(np.uint8)
    assert np.array_equal(found, upright)


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "LA", "I;16"])
def test_every_mode_becomes_rgb(mode: str, tmp_path: Path) -> None:
    grey = np.linspace(0, 255, 40, dtype=np.uint8)[None].repeat(30, axis=0)
    if mode == "I;16":
        cv2.imwrite(str(tmp_path / "a.png"), grey.astype(np.uint16) * 257)
    else:
        Image.fromarray(grey).convert(mode).save(tmp_path / ("a.tif" if mode == "CMYK" else "a.png"))
    found = read_picture(next(tmp_path.iterdir()))
    assert found.pixels.shape == (30, 40, 3)
    levels = found.pixels * 255 if found.pixels.dtype == np.float32 else found.pixels
    if mode != "1":
        assert np.abs(levels[..., 1].astype(float) - grey).mean() < 3


def test_an_embedded_profile_is_converted_to_srgb(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    Image.fromarray(picture()).save(tmp_path / "s.png", icc_profile=srgb.tobytes())
    assert np.array_equal(read_picture(tmp_path / "s.png").pixels, picture())
    Image.fromarray(picture()).save(tmp_path / "x.png", icc_profile=profile.tobytes())
    found = read_picture(tmp_path / "x.png")
    assert found.notes or not np.array_equal(found.pixels, picture())


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("text.png", b"no picture at all\n", "not a picture"),
        ("empty.jpg", b"", "empty"),
    ],
)
def test_foreign_files_are_named(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MediaError, match=says) as caught:
        read_picture(tmp_path / name)
    assert name in caught.value.message


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_truncated_pictures_are_refused(suffix: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (80, 80, 3), dtype=np.uint8)
    write_picture(tmp_path / f"a{suffix}", noise)
    data = (tmp_path / f"a{suffix}").read_bytes()
    (tmp_path / f"cut{suffix}").write_bytes(data[: len(data) // 2])
    with pytest.raises(MediaError, match=f"cut{suffix}"):
        read_picture(tmp_path / f"cut{suffix}")


def test_missing_and_folder_and_absurd_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="is not there"):
        read_picture(tmp_path / "gone.png")
    with pytest.raises(MediaError, match="is a folder"):
        read_picture(tmp_path)
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT5\xaf\x06\x1e")
    with pytest.raises(MediaError, match=r"60000 x 60000|bomb"):
        read_picture(tmp_path / "bomb.png")


def test_unknown_suffix_and_depth_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"\.xyz"):
        write_picture(tmp_path / "a.xyz", picture())
    with pytest.raises(MediaError, match="16 bits"):
        write_picture(tmp_path / "a.jpg", picture(), deep=True)
    assert list(tmp_path.iterdir()) == []


# Sequences


def make_sequence(folder: Path, numbers: list[int], pattern: str = "shot{}.png") -> None:
    for number in numbers:
        write_picture(folder / pattern.format(number), np.full((8, 12, 3), number, dtype=np.uint8))


def test_a_folder_is_read_in_natural_order(tmp_path: Path) -> None:
    make_sequence(tmp_path, [1, 2, 10, 9, 3, 4, 5, 6, 7, 8])
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    clip, notes = read_sequence(tmp_path, fps=Fraction(12))
    assert [int(frame[0, 0, 0]) for frame in clip.iter_frames()] == list(range(1, 11))
    assert (clip.fps, notes, clip.on_disk) == (12, [], True)


def test_gaps_are_reported_and_can_be_refused(tmp_path: Path) -> None:
    make_sequence(tmp_path, [1, 2, 3, 6, 7, 9])
    clip, notes = read_sequence(tmp_path)
    assert clip.frame_count == 6
    assert notes == ["missing frames: 4-5, 8"]
    with pytest.raises(MediaError, match="4-5, 8"):
        read_sequence(tmp_path, allow_gaps=False)


def test_a_sequence_on_twos_has_no_gaps(tmp_path: Path) -> None:
    make_sequence(tmp_path, [2, 4, 6, 8])
    assert find_sequence(tmp_path).gaps == ()


def test_start_frames_and_step(tmp_path: Path) -> None:
    make_sequence(tmp_path, list(range(10)))
    clip, _ = read_sequence(tmp_path, start=1, frames=3, step=3)
    assert [int(frame[0, 0, 0]) for frame in clip.iter_frames()] == [1, 4, 7]
    with pytest.raises(MediaError, match="10 pictures"):
        read_sequence(tmp_path, start=10)


@pytest.mark.parametrize("pattern", ["a.%04d.png", "a.####.png", "a.*.png", "a.%d.png"])
def test_patterns_choose_from_a_mixed_folder(pattern: str, tmp_path: Path) -> None:
    make_sequence(tmp_path, [1, 2], "a.{:04d}.png")
    make_sequence(tmp_path, [1, 2, 3], "b.{:04d}.png")
    assert len(find_sequence(tmp_path / pattern).files) == 2
    with pytest.raises(MediaError, match="more than one sequence"):
        find_sequence(tmp_path)


def test_a_pattern_is_taken_literally_elsewhere() -> None:
    assert pattern_expression("a+b(1).%02d.png").fullmatch("a+b(1).07.png")
    assert not pattern_expression("a.##.png").fullmatch("aX07.png")


def test_a_picture_of_another_size_is_named(tmp_path: Path) -> None:
    make_sequence(tmp_path, [1, 2])
    write_picture(tmp_path / "shot3.png", np.zeros((9, 12, 3), np.uint8))
    clip, _ = read_sequence(tmp_path)
    with pytest.raises(MediaError, match=r"shot3\.png is 12 x 9"):
        clip.frame(2)


def test_the_hash_follows_the_pictures(tmp_path: Path) -> None:
    make_sequence(tmp_path, [1, 2])
    before = read_sequence(tmp_path)[0].content_hash()
    assert read_sequence(tmp_path)[0].content_hash() == before
    write_picture(tmp_path / "shot2.png", np.full((8, 12, 3), 99, dtype=np.uint8))
    assert read_sequence(tmp_path)[0].content_hash() != before


def test_nothing_that_matches_is_said(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="No picture"):
        find_sequence(tmp_path)
    with pytest.raises(MediaError, match="not a folder"):
        find_sequence(tmp_path / "gone" / "a.%04d.png")
