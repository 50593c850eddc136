"""How much memory is in use, of the GPU where there is one: mono text for the top bar, details in its tooltip."""

from __future__ import annotations

import shutil
from html import escape

import psutil  # type: ignore[import-untyped]
from PySide6.QtCore import QProcess, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.desk import Desk
from app.look.widgets import label

__all__ = ["Meters", "read_gpus"]

_EVERY_MS = 2000
_GIB = 2**30
_BAR = 16


class Meters(QWidget):
    """Reads the memory of the studio and its engine; asks nvidia-smi, where it is installed, without waiting."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._text = label("", "mono", self)
        self._text.setEnabled(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text)
        self._gpus: list[tuple[str, float, float]] = []
        self._asking = QProcess(self)
        self._asking.finished.connect(self.on_answer)
        self._program = shutil.which("nvidia-smi") or ""
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        desk.look.changed.connect(self.on_look_changed)
        self.on_look_changed()
        self.look()

    def look(self) -> None:
        """Read the memory now."""
        memory = psutil.virtual_memory()
        used, total = self._used_bytes() / _GIB, memory.total / _GIB
        rows = [
            (self.tr("Kinograph and its engine"), used, total),
            (self.tr("All programs"), (memory.total - memory.available) / _GIB, total),
            *self._gpus,
        ]
        text = f"RAM {used:.1f} / {total:.0f} GB"
        if self._gpus:
            text = f"VRAM {self._gpus[0][1]:.1f} / {self._gpus[0][2]:.0f} GB"
        self._text.setText(text)
        self.setToolTip(_table(rows))
        self.setAccessibleName(text)
        if self._program and self._asking.state() == QProcess.ProcessState.NotRunning:
            arguments = ["--query-gpu=name,memory.used,memory.total", "--format=csv,noheader,nounits"]
            self._asking.start(self._program, arguments)

    def on_answer(self) -> None:
        self._gpus = read_gpus(bytes(self._asking.readAllStandardOutput().data()).decode("utf-8", "replace"))

    def on_look_changed(self) -> None:
        colour = self._desk.look.colour("dim").name()
        self._text.setStyleSheet(f"color: {colour};")

    def _used_bytes(self) -> int:
        found = psutil.Process().memory_info().rss
        runs = self._desk.runs
        engine = runs.link.client.process_id if runs is not None else None
        if engine is not None:
            try:
                found += psutil.Process(engine).memory_info().rss
            except psutil.Error:
                return int(found)
        return int(found)


def read_gpus(text: str) -> list[tuple[str, float, float]]:
    """(name, used GB, total GB) of each line "name, MiB, MiB"; lines that say something else are left out."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split(",")]
        if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
            found.append((parts[0], int(parts[1]) / 1024, int(parts[2]) / 1024))
    return found


def _table(rows: list[tuple[str, float, float]]) -> str:
    """Names, bars and numbers under each other."""
    lines = []
    for name, used, total in rows:
        full = min(_BAR, max(0, round(_BAR * used / total))) if total > 0 else 0
        bar = "█" * full + "░" * (_BAR - full)
        cells = f"<td>{escape(name)}&nbsp;</td><td>{bar}</td><td align='right'>&nbsp;{used:.1f} / {total:.0f} GB</td>"
        lines.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"
