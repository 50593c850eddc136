"""Sound of a media file in and out: float32 samples [N, channels], aligned with the first picture."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nodes.values import Audio

OPUS_RATES = (8000, 12000, 16000, 24000, 48000)
_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
MAX_SAMPLES = 1 << 29


def read_audio(path: Path, *, start_s: float, length_s: float) -> tuple[Audio | None, list[str]]:
    """The first sound track from start_s (media time) for length_s, at its own rate, and what was noticed.

    Sound that begins later than start_s gets silence in front, so that sample 0 belongs to the first picture.
    """
    import av

    from nodes.exchange.video_index import open_media
    from nodes.values import Audio

    notes: list[str] = []
    blocks: list[NDArray[np.float32]] = []
    with open_media(path) as container:
        stream = container.streams.audio[0]
        if stream.codec_context is None:
            return None, ["the sound track is coded in a way that cannot be read here and was left out"]
        rate = int(stream.codec_context.sample_rate or 0)
        layout = stream.codec_context.layout
        if rate <= 0 or not layout.nb_channels:
            return None, ["the sound track has no rate or channels and was left out"]
        resampler = av.AudioResampler(format="flt", layout=layout, rate=rate)
        first: float | None = None
        held = 0
        wanted = min(MAX_SAMPLES // layout.nb_channels, int(np.ceil((length_s + 0.5) * rate)))
        try:
            if start_s > 2.0:
                container.seek(int((start_s - 1.0) * 1_000_000))
            for frame in container.decode(stream):
                if first is None:
                    first = float(frame.time or 0.0)
                for part in resampler.resample(frame):
                    block = np.asarray(part.to_ndarray(), dtype=np.float32).reshape(-1, layout.nb_channels)
                    blocks.append(block)
                    held += len(block)
                if first is not None and held - (start_s - first) * rate >= wanted:
                    break
        except av.error.FFmpegError as error:
            notes.append(f"sound: reading stopped after {held / rate:.2f} s ({error})")
    if not blocks or first is None:
        return None, [*notes, "the sound track is empty and was left out"]
    samples = _aligned(np.concatenate(blocks), round((first - start_s) * rate), round(length_s * rate))
    if not len(samples):
        return None, [*notes, "there is no sound in this part of the file"]
    return Audio(np.nan_to_num(samples), rate), notes


def _aligned(samples: NDArray[np.float32], late: int, length: int) -> NDArray[np.float32]:
    if late > 0:
        samples = np.concatenate([np.zeros((late, samples.shape[1]), dtype=np.float32), samples])
    elif late < 0:
        samples = samples[-late:]
    return np.ascontiguousarray(samples[: max(0, length)])


class SoundTrack:
    """The sound of a clip on its way into a container, given in step with the pictures.

    codec: an FFmpeg encoder name (aac, libopus, pcm_s16le, flac). Sound after the end of the clip is cut by `finish`.
    """

    def __init__(self, container: Any, audio: Audio, codec: str) -> None:
        import av

        channels = audio.samples.shape[1]
        layout = _LAYOUTS.get(channels, "stereo")
        rate = audio.rate
        if codec == "libopus" and rate not in OPUS_RATES:
            rate = 48000
        self._stream = container.add_stream(codec, rate=rate, layout=layout)
        if codec in ("aac", "libopus"):
            self._stream.codec_context.bit_rate = 96_000 * max(1, channels)
        self._container, self._audio, self._layout = container, audio, layout
        self._source_rate = audio.rate
        self._resampler = av.AudioResampler(
            format=self._stream.codec_context.codec.audio_formats[0].name, layout=layout, rate=rate
        )
        self._given = 0

    def until(self, seconds: float) -> None:
        """Encode the sound up to this time."""
        import av

        samples = self._audio.samples
        stop = min(len(samples), round(seconds * self._source_rate))
        while self._given < stop:
            block = samples[self._given : min(stop, self._given + 4096)]
            if samples.shape[1] not in _LAYOUTS:
                block = block[:, :2]
            packed = np.ascontiguousarray(np.clip(block, -1.0, 1.0), dtype=np.float32).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self._layout)
            frame.rate, frame.pts, frame.time_base = self._source_rate, self._given, Fraction(1, self._source_rate)
            self._given += len(block)
            self._mux(frame)

    def finish(self) -> None:
        """Flush what the resampler and the encoder still hold."""
        self._mux(None)
        for packet in self._stream.encode(None):
            self._container.mux(packet)

    def _mux(self, frame: Any) -> None:
        for part in self._resampler.resample(frame):
            for packet in self._stream.encode(part):
                self._container.mux(packet)
