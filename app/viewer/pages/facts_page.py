"""Models, LoRAs and other handles: what is known of them, name by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.look import Look
from app.look.widgets import label
from nodes.values import Lora, Model, Value
from nodes.values.handles import plain_json

__all__ = ["FactsPage", "facts_of"]


class FactsPage(QScrollArea):
    """A card: summary at the top, then rows."""

    def __init__(self, look: Look, value: Value, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Facts"))
        inner = QWidget(self)
        self._column = QVBoxLayout(inner)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        title = label(value.summary(), "title", inner)
        title.setWordWrap(True)
        self._column.addWidget(title)
        self._grid = QGridLayout()
        self._column.addLayout(self._grid)
        self._column.addStretch(1)
        for row, (name, text) in enumerate(facts_of(value)):
            self._grid.addWidget(label(name, "dim", inner), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(_selectable(label(_breakable(text), "mono", inner)), row, 1)
        self._grid.setColumnStretch(1, 1)
        self.setWidget(inner)
        look.changed.connect(self.on_look_changed)
        self.on_look_changed()

    def on_look_changed(self) -> None:
        px = self._look.px
        self._column.setContentsMargins(px(12), px(12), px(12), px(12))
        self._column.setSpacing(px(12))
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(6))


def facts_of(value: Value) -> Iterator[tuple[str, str]]:
    """Names, translated, and what stands for each."""
    tell = QCoreApplication.translate
    if isinstance(value, Model):
        yield tell("FactsPage", "Family"), value.model_family
        yield tell("FactsPage", "Precision"), value.precision
        yield tell("FactsPage", "Folder"), value.folder
        yield tell("FactsPage", "Controls"), ", ".join(value.controls) or "–"
        for lora in value.loras:
            yield tell("FactsPage", "LoRA"), f"{lora.path}  ×{lora.weight:g}"
        yield tell("FactsPage", "Fingerprint"), value.fingerprint
        yield from _flat(plain_json(value.facts))
    elif isinstance(value, Lora):
        yield tell("FactsPage", "File"), value.path
        yield tell("FactsPage", "Weight"), f"{value.weight:g}"
        yield tell("FactsPage", "Fingerprint"), value.fingerprint
    else:
        yield tell("FactsPage", "Type"), value.type_name
        yield tell("FactsPage", "In memory"), f"{value.nbytes():,} B"


def _flat(facts: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(facts, Mapping):
        for name, fact in facts.items():
            yield from _flat(fact, f"{prefix}.{name}" if prefix else str(name))
    else:
        text = str(facts)
        yield prefix, text if len(text) <= 200 else text[:200] + "…"


def _breakable(text: str) -> str:
    """Long names without a space may be broken anywhere."""
    return " ".join("\u200b".join(word) if len(word) > 30 else word for word in text.split(" "))


def _selectable(words: QLabel) -> QLabel:
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words
