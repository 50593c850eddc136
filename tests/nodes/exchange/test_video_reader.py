"""Video files as clips: exact frames, variable rates, rotation, sound in step; files that are not what they say."""

from __future__ import annotations

import itertools
import os
import pickle
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from nodes.errors import KinographError, MediaError
from nodes.exchange.video_index import index_video
from nodes.exchange.video_reader import read_clip, read_matte
from nodes.exchange.video_writer import VideoJob, write_video
from nodes.values import Audio

COUNT = 60


def numbered(number: int, width: int = 64, height: int = 48) -> np.ndarray:
    """A picture that says its number in eight black or white blocks."""
    picture = np.full((height, width, 3), 128, dtype=np.uint8)
    for bit in range(8):
        left = bit * width // 8
        picture[: height // 2, left : left + width // 8] = 235 if number >> bit & 1 else 16
    return picture


def number_of(picture: np.ndarray) -> int:
    if picture.dtype != np.uint8:
        picture = picture * 255
    width, height = picture.shape[1], picture.shape[0]
    return sum(
        (picture[: height // 2, bit * width // 8 + 2 : (bit + 1) * width // 8 - 2].mean() > 128) << bit
        for bit in range(8)
    )


def encode(
    path: Path, times: list[int], base: Fraction, *, codec: str = "libx264", rotate: int = 0, **options: str
) -> None:
    """Frames shown at `times` (units of `base`), written with PyAV directly."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=24, options=options)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.time_base = stream.codec_context.time_base = base
        if rotate:
            stream.set_display_rotation(rotate)
        for number, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24")
            frame.pts, frame.time_base = time, base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 numbered frames, B-frames, a key frame every 12."""
    path = tmp_path_factory.mktemp("media") / "long.mp4"
    encode(path, list(range(COUNT)), Fraction(1, 24), g="12", bf="3")
    return path


@pytest.fixture(scope="module")
def fast_start(long_clip: Path) -> bytes:
    """The same with its index in front, so that a truncated copy still opens."""
    path = long_clip.with_name("fast.mp4")
    with av.open(str(long_clip)) as source, av.open(str(path), "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    return path.read_bytes()


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm", ".avi", ".mov", ".gif", ".ts"])
def test_any_frame_is_reached_by_its_number(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    if suffix in (".avi", ".ts"):
        encode(path, list(range(COUNT)), Fraction(1, 24), g="10", bf="2")
    else:
        frames = (numbered(number) for number in range(COUNT))
        write_video(path, frames, VideoJob(64, 48, Fraction(24), quality=60))
    clip = read_clip(path).clip
    assert clip.frame_count == COUNT
    order = np.random.default_rng(1).permutation(COUNT)
    assert [number_of(clip.frame(int(number))) for number in order] == list(order)
    assert [number_of(frame) for frame in clip.iter_frames()] == list(range(COUNT))
    assert [number_of(clip.frame(number)) for number in range(COUNT - 1, -1, -1)] == list(range(COUNT - 1, -1, -1))


def test_the_frames_stay_on_disk_and_the_cache_stays_small(long_clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nodes.exchange import video_reader

    monkeypatch.setattr(video_reader, "CACHE_BYTES", 5 * 64 * 48 * 3)
    clip = read_clip(long_clip).clip
    assert clip.on_disk
    assert clip.nbytes() == 0
    for number in (50, 3, 20, 21, 4, 59, 0):
        assert number_of(clip.frame(number)) == number
        assert len(clip.frames._cache) <= 5


def test_a_clip_crosses_a_process_border_by_reference(long_clip: Path) -> None:
    clip = read_clip(long_clip).clip
    clip.frame(7)
    again = pickle.loads(pickle.dumps(clip))  # noqa: S301
    assert number_of(again.frame(33)) == 33
    assert again.content_hash() == clip.content_hash()


def test_the_hash_follows_the_contents_not_the_name(long_clip: Path, tmp_path: Path) -> None:
    copy = tmp_path / "renamed.mp4"
    copy.write_bytes(long_clip.read_bytes())
    assert read_clip(copy).clip.content_hash() == read_clip(long_clip).clip.content_hash()
    assert read_clip(copy, start=1).clip.content_hash() != read_clip(long_clip).clip.content_hash()
    assert read_clip(copy, as_float=True).clip.content_hash() != read_clip(long_clip).clip.content_hash()


def test_variable_rate_becomes_constant_by_timestamps(tmp_path: Path) -> None:
    times, now = [], 0
    for number in range(40):  # milliseconds; every eighth picture stays three times as long
        times.append(now)
        now += 120 if number % 8 == 7 else 40
    path = tmp_path / "phone.mkv"
    encode(path, times, Fraction(1, 1000))
    found = read_clip(path)
    assert found.clip.fps == 25
    assert any("variable frame rate" in note for note in found.notes)
    shown = [number_of(frame) for frame in found.clip.iter_frames()]
    expected = [max(n for n, time in enumerate(times) if time <= frame * 40) for frame in range(len(shown))]
    assert shown == expected
    assert len(shown) == 48  # the last picture's length is not in the file: one median interval


def test_a_rate_can_be_asked_for(long_clip: Path) -> None:
    half = read_clip(long_clip, fps=Fraction(12)).clip
    assert (half.fps, half.frame_count) == (12, 30)
    assert [number_of(frame) for frame in half.iter_frames()] == list(range(0, 60, 2))
    double = read_clip(long_clip, fps=Fraction(48)).clip
    assert [number_of(frame) for frame in double.iter_frames()] == [n // 2 for n in range(120)]


def test_millisecond_rounding_is_no_variable_rate(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    encode(path, [round(n * 1000 / 24) for n in range(50)], Fraction(1, 1000))
    found = read_clip(path)
    assert (found.clip.fps, found.clip.frame_count, found.notes) == (24, 50, ())


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_rotation_in_the_file_is_applied(angle: int, tmp_path: Path) -> None:
    path = tmp_path / "phone.mp4"
    encode(path, [0, 1, 2], Fraction(1, 24), rotate=angle)
    with av.open(str(path)) as container:
        told = next(container.decode(video=0)).rotation % 360
    clip = read_clip(path).clip
    assert (clip.width, clip.height) == ((48, 64) if angle != 180 else (64, 48))
    assert number_of(np.rot90(clip.frame(2), -told // 90)) == 2


def test_a_part_is_read_with_its_sound(tmp_path: Path) -> None:
    rate = 8000
    sound = np.zeros((2 * rate, 1), dtype=np.float32)
    sound[rate : rate + 400] = 0.5  # a click at 1.0 s
    frames = (numbered(number) for number in range(48))
    write_video(tmp_path / "a.mkv", frames, VideoJob(64, 48, Fraction(24), codec="FFV1", audio=Audio(sound, rate)))
    clip = read_clip(tmp_path / "a.mkv", start=12, frames=24).clip
    assert [number_of(frame) for frame in clip.iter_frames()] == list(range(12, 36))
    assert clip.audio is not None
    assert len(clip.audio.samples) == rate
    assert int(np.argmax(clip.audio.samples[:, 0] > 0.1)) == pytest.approx(rate // 2, abs=2)


def test_untagged_small_video_is_read_as_bt601_and_tagged_as_tagged(tmp_path: Path) -> None:
    red = np.zeros((48, 64, 3), dtype=np.uint8)
    red[:] = (200, 30, 40)
    for matrix, tagged in ((5, False), (1, True), (5, True), (9, True)):
        path = tmp_path / f"m{matrix}{tagged}.mkv"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=24, options={"crf": "1"})
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv444p"
            if tagged:
                stream.codec_context.colorspace = matrix
                stream.codec_context.color_range = 1
            frame = av.VideoFrame.from_ndarray(red, format="rgb24").reformat(
                format="yuv444p", dst_colorspace=matrix, src_color_range=2, dst_color_range=1
            )
            frame.pts = 0
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        assert np.abs(read_clip(path).clip.frame(0).astype(int) - red).max() <= 3, (matrix, tagged)


def test_full_range_is_read_as_full_range(tmp_path: Path) -> None:
    ramp = np.repeat(np.arange(0, 256, 4, dtype=np.uint8)[None, :, None], 48, axis=0).repeat(3, axis=2)
    with av.open(str(tmp_path / "a.avi"), "w") as container:
        stream = container.add_stream("mjpeg", rate=24, options={"q": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj444p"
        stream.codec_context.color_range = 2
        frame = av.VideoFrame.from_ndarray(ramp, format="rgb24").reformat(format="yuvj444p", dst_color_range=2)
        for number in range(2):
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert np.abs(read_clip(tmp_path / "a.avi").clip.frame(1).astype(int) - ramp).mean() < 4


def test_alpha_is_reported_and_readable_as_a_matte(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    alpha = np.tile(np.linspace(0, 255, 64, dtype=np.uint8), (48, 1))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("prores_ks", rate=24, options={"profile": "4"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuva444p10le"
        for number in range(3):
            pixels = np.dstack([numbered(number), alpha])
            container.mux(
                stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgba").reformat(format="yuva444p10le"))
            )
        container.mux(stream.encode(None))
    found = read_clip(path)
    assert any("alpha" in note for note in found.notes)
    assert number_of(found.clip.frame(2)) == 2
    matte = read_matte(path)
    assert matte.shape == (3, 48, 64)
    assert np.abs(matte[1] * 255 - alpha).mean() < 1.5


def test_wide_pixels_become_square(tmp_path: Path) -> None:
    path = tmp_path / "dv.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(16, 11)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(numbered(5), format="rgb24")))
        container.mux(stream.encode(None))
    clip = read_clip(path).clip
    assert (clip.width, clip.height) == (93, 48)
    assert number_of(clip.frame(0)) == 5


# Files that are not what they say


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"gone\.mp4 is not there"):
        read_clip(tmp_path / "gone.mp4")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("text.mp4", b"Dear diary, this is no video.\n" * 20, "text file"),
        ("empty.mp4", b"", "empty"),
        ("noise.mkv", bytes(np.random.default_rng(0).integers(0, 256, 5000, dtype=np.uint8)), "not a video"),
        ("list.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "text file"),
        ("concat.mp4", b"ffconcat version 1.0\nfile other.mp4\n", "text file"),
    ],
)
def test_foreign_files_are_refused_by_name(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(MediaError, match=says) as caught:
        read_clip(tmp_path / name)
    assert name in caught.value.message


def test_a_still_picture_points_to_load_image(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), numbered(1))
    with pytest.raises(MediaError, match="Load Image"):
        read_clip(tmp_path / "a.png")


def test_a_sound_file_has_no_moving_picture(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.wav"), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), dtype=np.int16), format="s16", layout="mono")
        frame.rate = 8000
        container.mux(stream.encode(frame))
    with pytest.raises(MediaError, match="no moving picture"):
        read_clip(tmp_path / "a.wav")


@pytest.mark.parametrize("part", [0.5, 0.7, 0.95])
def test_a_truncated_mp4_names_the_frame_reached(part: float, fast_start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    begin = fast_start.index(b"mdat")
    path.write_bytes(fast_start[: begin + int((len(fast_start) - begin) * part)])
    with pytest.raises(MediaError, match=r"cut short: \d+ of about 60 frames .*reached frame \d+") as caught:
        read_clip(path)
    assert "keep what is readable" in caught.value.remedy


def test_what_is_readable_of_a_truncated_file_can_be_kept(fast_start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    begin = fast_start.index(b"mdat")
    path.write_bytes(fast_start[: begin + int((len(fast_start) - begin) * 0.7)])
    found = read_clip(path, keep_readable=True)
    assert 5 < found.clip.frame_count < 60
    assert any("cut short" in note for note in found.notes)
    assert [number_of(frame) for frame in found.clip.iter_frames()] == list(range(found.clip.frame_count))


def test_a_truncated_mkv_is_noticed(tmp_path: Path) -> None:
    whole = tmp_path / "whole.mkv"
    write_video(whole, (numbered(n) for n in range(COUNT)), VideoJob(64, 48, Fraction(24)))
    (tmp_path / "cut.mkv").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(MediaError, match="cut short"):
        read_clip(tmp_path / "cut.mkv")


def test_an_mp4_without_its_index_says_so(long_clip: Path, tmp_path: Path) -> None:
    data = long_clip.read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: data.rindex(b"moov") - 4])
    with pytest.raises(MediaError, match=r"cut short: the index"):
        read_clip(tmp_path / "cut.mp4")


def test_a_video_of_no_frames_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "bgr0"
        container.start_encoding()
    with pytest.raises(MediaError, match="no frame"):
        read_clip(path)


def test_absurd_sizes_are_refused_before_anything_is_allocated(tmp_path: Path) -> None:
    path = tmp_path / "wide.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=24)
        stream.width, stream.height, stream.pix_fmt = 20_000, 2, "bgr0"
        container.mux(
            stream.encode(
                av.VideoFrame.from_ndarray(np.zeros((2, 20_000, 3), np.uint8), format="rgb24").reformat(format="bgr0")
            )
        )
        container.mux(stream.encode(None))
    with pytest.raises(MediaError, match=r"20000 x 2"):
        index_video(path)


def test_a_start_after_the_end_names_the_last_frame(long_clip: Path) -> None:
    with pytest.raises(MediaError, match="60 frames") as caught:
        read_clip(long_clip, start=60)
    assert "59" in caught.value.remedy


def test_a_file_that_goes_away_while_in_use_is_named(long_clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(long_clip.read_bytes())
    clip = read_clip(path).clip
    path.unlink()
    with pytest.raises(MediaError, match=r"a\.mp4 is not there"):
        clip.frame(0)


def test_a_file_that_changed_while_in_use_is_named(long_clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(long_clip.read_bytes())
    clip = read_clip(path).clip
    write_video(path, (numbered(n) for n in range(5)), VideoJob(64, 48, Fraction(24)))
    with pytest.raises(MediaError, match="changed while it was in use"):
        clip.frame(3)
    with pytest.raises(MediaError, match="changed while in use"):
        clip.content_hash()


def test_hdr_and_interlaced_files_are_pointed_out(tmp_path: Path) -> None:
    path = tmp_path / "hdr.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx265", rate=24, options={"x265-params": "log-level=none"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p10le"
        stream.codec_context.color_trc, stream.codec_context.colorspace = 16, 9
        container.mux(stream.encode(av.VideoFrame.from_ndarray(numbered(1, 64, 64), format="rgb24")))
        container.mux(stream.encode(None))
    assert any("HDR" in note for note in read_clip(path).notes)


@pytest.mark.parametrize(
    "name", ["with space & 'quotes'.mp4", "ünï 🎈.mp4", "100%d.mp4", "a#b?c=d.mp4", "pipe:1.mp4"]
)
def test_names_are_taken_literally(name: str, long_clip: Path, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(long_clip.read_bytes())
    assert number_of(read_clip(tmp_path / name).clip.frame(9)) == 9


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp4")
    with pytest.raises(MediaError, match="not an ordinary file"):
        read_clip(tmp_path / "a.mp4")


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".webm", ".mov", ".avi", ".gif", ".webp"])
def test_damaged_files_are_read_or_refused_but_never_crash(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"whole{suffix}"
    sound = Audio(np.zeros((12_000, 2), np.float32), 24_000)
    write_video(path, (numbered(n) for n in range(12)), VideoJob(64, 48, Fraction(24), quality=60, audio=sound))
    whole = path.read_bytes()
    rng = np.random.default_rng(len(suffix))
    for attempt in range(30):
        data = bytearray(whole)
        for place in rng.integers(0, min(len(data), 3000 if attempt % 2 else len(data)), rng.integers(1, 25)):
            data[place] = int(rng.integers(0, 256))
        if attempt % 3 == 0:
            data = data[: int(rng.integers(1, len(data)))]
        damaged = tmp_path / f"damaged{attempt}{suffix}"
        damaged.write_bytes(data)
        try:
            clip = read_clip(damaged, keep_readable=attempt % 2 == 0).clip
            for frame in itertools.islice(clip.iter_frames(), 40):
                assert frame.shape == clip.shape[1:]
        except KinographError as error:
            assert error.message  # noqa: PT017
