"""Every codec, written and read back: frames, rate, colours, sound, project."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from nodes.errors import MediaError
from nodes.exchange.video_reader import read_clip
from nodes.exchange.video_writer import VideoJob, write_video
from nodes.values import Audio

WIDTH, HEIGHT, FRAMES = 96, 64, 14
PROJECT = '{"title": "naïve 🎈", "text": "line\\n; # = \\"quoted\\" \\\\"}' + " " * 1000 + "end"
# (codec, suffix, chroma, quality): allowed mean error of 255, allowed shift of the mean colour
CASES = {
    ("H.264", ".mp4", "auto", 75): (4.0, 0.6),
    ("H.264", ".mov", "4:2:2", 90): (4.0, 0.6),
    ("H.264", ".mkv", "4:4:4", 90): (3.0, 0.6),
    ("H.264", ".mp4", "4:4:4", 100): (0.0, 0.0),
    ("H.265", ".mp4", "auto", 75): (4.0, 0.6),
    ("H.265", ".mkv", "4:4:4", 100): (0.6, 0.3),
    ("VP9", ".webm", "auto", 75): (4.0, 0.6),
    ("VP9", ".mp4", "4:4:4", 100): (0.6, 0.3),
    ("AV1", ".webm", "auto", 75): (4.0, 0.8),
    ("AV1", ".mkv", "auto", 95): (3.0, 0.8),
    ("ProRes", ".mov", "auto", 75): (1.5, 0.3),
    ("ProRes", ".mov", "4:4:4", 90): (0.6, 0.3),
    ("FFV1", ".mkv", "auto", 10): (0.0, 0.0),
    ("FFV1", ".avi", "auto", 10): (0.0, 0.0),
    ("GIF", ".gif", "auto", 75): (14.0, 2.0),
    ("WebP", ".webp", "auto", 75): (6.0, 1.0),
    ("WebP", ".webp", "auto", 100): (0.0, 0.0),
}
CARRIES_SOUND = {".mp4", ".mov", ".mkv", ".webm", ".avi"}
CARRIES_PROJECT = {".mp4", ".mov", ".mkv", ".webm"}


def moving_picture(count: int = FRAMES, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    coarse = np.random.default_rng(5).integers(20, 236, (5, 7, 3), dtype=np.uint8)
    base = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.stack([np.roll(base, 2 * number, axis=1) for number in range(count)])


def two_tones(seconds: float, rate: int = 48000) -> Audio:
    time = np.arange(round(seconds * rate)) / rate
    tones = [np.sin(2 * np.pi * pitch * time) for pitch in (440, 660)]
    return Audio((0.4 * np.stack(tones, axis=1)).astype(np.float32), rate)


def write(path: Path, frames: np.ndarray, **job: object) -> object:
    settings: dict[str, object] = {"width": frames.shape[2], "height": frames.shape[1], "fps": Fraction(24), **job}
    return write_video(path, iter(frames), VideoJob(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]} {case[2]} {case[3]}")
def test_a_clip_comes_back_as_it_was_written(case: tuple[str, str, str, int], tmp_path: Path) -> None:
    codec, suffix, chroma, quality = case
    error, shift = CASES[case]
    frames, sound = moving_picture(), two_tones(FRAMES / 24)
    path = tmp_path / f"clip{suffix}"
    written = write(
        path, frames, codec=codec, quality=quality, chroma=chroma, audio=sound, metadata={"kinograph": PROJECT}
    )
    assert written.path == path
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    found = read_clip(path).clip
    assert (found.frame_count, found.width, found.height, found.fps) == (FRAMES, WIDTH, HEIGHT, 24)
    difference = found.as_uint8().astype(float) - frames
    assert np.abs(difference).mean() <= error
    assert np.abs(difference.mean(axis=(0, 1, 2))).max() <= shift
    if suffix in CARRIES_SOUND:
        assert found.audio is not None
        assert found.audio.channels == 2
        assert abs(found.audio.duration_s - FRAMES / 24) < 0.05
        assert loudest_pitch(found.audio, 0) == pytest.approx(440, abs=4)
        assert loudest_pitch(found.audio, 1) == pytest.approx(660, abs=4)
    else:
        assert any("no sound" in warning for warning in written.warnings)
    if suffix in CARRIES_PROJECT:
        assert embedded(path) == PROJECT
    else:
        assert any("no project" in warning for warning in written.warnings)


def loudest_pitch(audio: Audio, channel: int) -> float:
    samples = audio.samples[2000:, channel]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * audio.rate / len(samples))


def embedded(path: Path) -> str | None:
    with av.open(str(path)) as container:
        return next((text for key, text in container.metadata.items() if key.lower() == "kinograph"), None)


@pytest.mark.parametrize(
    "rate", [Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(8), Fraction(60)]
)
@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm", ".gif"])
def test_the_frame_rate_comes_back(rate: Fraction, suffix: str, tmp_path: Path) -> None:
    frames = moving_picture(12, 32, 32)
    write(tmp_path / f"a{suffix}", frames, fps=rate, quality=50)
    found = read_clip(tmp_path / f"a{suffix}").clip
    if suffix == ".gif":  # hundredths of a second
        assert float(found.fps) == pytest.approx(float(min(rate, 50)), rel=0.01 if rate != 60 else 0.3)
    else:
        assert found.fps == rate
        assert found.frame_count == 12


@pytest.mark.parametrize(
    ("suffix", "codec"), [(".mp4", "H.264"), (".webm", "VP9"), (".mkv", "AV1"), (".mov", "ProRes")]
)
def test_odd_sizes_are_padded_where_the_chroma_needs_it(suffix: str, codec: str, tmp_path: Path) -> None:
    frames = moving_picture(4, 71, 53)
    written = write(tmp_path / f"a{suffix}", frames, codec=codec)
    found = read_clip(written.path).clip
    assert found.width == 72
    assert found.height == (53 if codec == "ProRes" else 54)
    assert any("padded" in warning and "4:4:4" in warning for warning in written.warnings)
    assert np.abs(found.as_uint8()[:, :53, :71].astype(float) - frames).mean() < 8


def test_odd_sizes_stay_with_full_chroma(tmp_path: Path) -> None:
    written = write(tmp_path / "a.mp4", moving_picture(3, 71, 53), chroma="4:4:4")
    assert (read_clip(written.path).clip.width, written.warnings) == (71, ())


def test_ten_bits_survive_as_float(tmp_path: Path) -> None:
    ramp = np.broadcast_to(np.linspace(0.2, 0.3, 64, dtype=np.float32)[None, None, :, None], (3, 32, 64, 3)).copy()
    write(tmp_path / "a.mov", ramp, codec="ProRes", quality=90, chroma="4:4:4")
    found = read_clip(tmp_path / "a.mov", as_float=True).clip
    assert found.frames.dtype == np.float32
    assert np.abs(found.as_array() - ramp).mean() < 0.0012  # an 8-bit step is 0.0039
    assert len(np.unique(found.frame(0)[16, :, 1])) > 40  # 8 bits know 26 levels here


def test_lower_quality_makes_smaller_files(tmp_path: Path) -> None:
    frames = moving_picture(10)
    for codec, suffix in [
        ("H.264", ".mp4"),
        ("H.265", ".mp4"),
        ("VP9", ".webm"),
        ("AV1", ".webm"),
        ("WebP", ".webp"),
    ]:
        sizes = []
        for quality in (10, 60, 95):
            path = tmp_path / f"{codec}{quality}{suffix}"
            write(path, frames, codec=codec, quality=quality)
            sizes.append(path.stat().st_size)
        assert sizes == sorted(set(sizes)), (codec, sizes)


def test_pictures_of_a_sequence_are_exact_and_the_first_carries_the_project(tmp_path: Path) -> None:
    from PIL import Image

    frames = moving_picture(5)
    written = write(tmp_path / "take.png", frames, metadata={"kinograph": PROJECT})
    assert written.path == tmp_path / "take"
    names = sorted(entry.name for entry in written.path.iterdir())
    assert names == [f"take_{number:04d}.png" for number in range(1, 6)]
    with Image.open(written.path / names[0]) as image:
        assert image.text["kinograph"] == PROJECT
        assert np.array_equal(np.asarray(image), frames[0])
    with Image.open(written.path / names[1]) as image:
        assert "kinograph" not in image.text


def test_sound_longer_than_the_clip_is_cut_and_shorter_is_kept(tmp_path: Path) -> None:
    frames = moving_picture(24, 32, 32)
    for seconds, expected in ((3.0, 1.0), (0.5, 0.5)):
        write(tmp_path / "a.mkv", frames, codec="FFV1", audio=two_tones(seconds))
        audio = read_clip(tmp_path / "a.mkv").clip.audio
        assert audio is not None
        assert audio.duration_s == pytest.approx(expected, abs=0.01)


def test_sound_at_a_rate_opus_does_not_know_is_resampled(tmp_path: Path) -> None:
    write(tmp_path / "a.webm", moving_picture(24, 32, 32), audio=two_tones(1.0, 44100))
    audio = read_clip(tmp_path / "a.webm").clip.audio
    assert audio is not None
    assert audio.rate == 48000
    assert loudest_pitch(audio, 0) == pytest.approx(440, abs=4)


@pytest.mark.parametrize(
    ("name", "codec", "chroma", "says"),
    [
        ("a.mp4", "ProRes", "auto", "ProRes is not written to .mp4"),
        ("a.webm", "H.264", "auto", "H.264 is not written to .webm"),
        ("a.webm", "AV1", "4:4:4", "AV1 cannot store chroma 4:4:4"),
        ("a.mp3", "auto", "auto", "no clip is written as .mp3"),
        ("a.gif", "PNG sequence", "auto", "PNG sequence is not written to .gif"),
    ],
)
def test_contradictions_are_refused_with_a_way_out(
    name: str, codec: str, chroma: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(MediaError, match=says) as caught:
        write(tmp_path / name, moving_picture(2), codec=codec, chroma=chroma)
    assert caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_name_without_suffix_gets_the_codecs_own(tmp_path: Path) -> None:
    for codec, suffix in (("auto", ".mp4"), ("VP9", ".webm"), ("ProRes", ".mov"), ("FFV1", ".mkv")):
        assert write(tmp_path / "take 1.5", moving_picture(2), codec=codec).path.name == f"take 1.5{suffix}"


def test_h265_is_tagged_as_quicktime_wants_it(tmp_path: Path) -> None:
    for suffix in (".mp4", ".mov"):
        write(tmp_path / f"a{suffix}", moving_picture(3), codec="H.265")
        with av.open(str(tmp_path / f"a{suffix}")) as container:
            assert container.streams.video[0].codec_context.codec_tag == "hvc1"


def test_colours_are_tagged_in_the_file(tmp_path: Path) -> None:
    for codec, suffix in (
        ("H.264", ".mp4"),
        ("H.265", ".mp4"),
        ("VP9", ".webm"),
        ("AV1", ".mkv"),
        ("ProRes", ".mov"),
    ):
        write(tmp_path / f"a{suffix}", moving_picture(3), codec=codec)
        with av.open(str(tmp_path / f"a{suffix}")) as container:
            frame = next(container.decode(video=0))
            assert (int(frame.colorspace), int(frame.color_range)) == (1, 1), codec
            assert (int(frame.color_primaries), int(frame.color_trc)) == (1, 1), codec
