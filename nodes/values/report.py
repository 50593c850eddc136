"""Report: tables and curves a node measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nodes.values.base import Family, Record, Value
from nodes.values.checks import FieldChecks
from nodes.values.wording import counted, one_line


@dataclass(frozen=True, eq=False)
class Table(Record):
    """columns: names, at least one; rows: a text or a finite number for each column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...] = ()

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        checks.text("title", self.title)
        columns = checks.texts("columns", self.columns, empty=False)
        rows = checks.items("rows", self.rows, (tuple, list))
        for index, row in enumerate(rows):
            if len(row) != len(columns):
                found = f"{len(row)} cells for {len(columns)} columns"
                raise checks.refuse(f"rows[{index}]", found, "Give one cell a column.")
        cells = tuple(
            tuple(_cell(checks, f"rows[{i}][{j}]", cell) for j, cell in enumerate(row)) for i, row in enumerate(rows)
        )
        self._keep(columns=columns, rows=cells)


@dataclass(frozen=True, eq=False)
class Series(Record):
    """Curves over one axis. x: float64 [K]; lines: name -> float64 [K]; labels carry their units."""

    title: str
    x_label: str
    y_label: str
    x: NDArray[np.float64]
    lines: Mapping[str, NDArray[np.float64]]

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        for name in ("title", "x_label", "y_label"):
            checks.text(name, getattr(self, name))
        self._keep(x=checks.array("x", self.x, np.float64, "K"))
        if not isinstance(self.lines, Mapping) or not self.lines:
            raise checks.refuse("lines", f"named curves are needed, not {self.lines!r:.60}")
        lines = {
            checks.text("lines", name, empty=False): checks.array(f"lines[{name!r}]", line, np.float64, "K")
            for name, line in self.lines.items()
        }
        self._keep(lines=MappingProxyType(lines))


@dataclass(frozen=True, eq=False, repr=False)
class Report(Value):
    """title, tables, series of curves, and notes in plain sentences."""

    title: str
    tables: tuple[Table, ...] = ()
    series: tuple[Series, ...] = ()
    notes: tuple[str, ...] = ()

    type_name: ClassVar[str] = "Report"
    colour: ClassVar[str] = "#B0BEC5"
    family: ClassVar[Family] = "data"

    def __post_init__(self) -> None:
        checks = FieldChecks(self)
        checks.text("title", self.title, empty=False)
        self._keep(
            tables=checks.items("tables", self.tables, Table),
            series=checks.items("series", self.series, Series),
            notes=checks.texts("notes", self.notes),
        )

    def summary(self) -> str:
        held = [(len(self.tables), "table"), (len(self.series), "plot"), (len(self.notes), "note")]
        told = ", ".join(counted(count, noun) for count, noun in held if count)
        return f"Report {one_line(self.title)}" + (f": {told}" if told else "")

    def draw(self, width: int = 320, height: int = 180, frame: int = 0) -> NDArray[np.uint8]:
        from nodes.values.drawing_plots import draw_report

        return draw_report(self, width, height)


def _cell(checks: FieldChecks, where: str, cell: object) -> str | float:
    return checks.text(where, cell) if isinstance(cell, str) else checks.number(where, cell)
