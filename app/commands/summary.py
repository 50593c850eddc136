"""What a render says at its end: the files, what was measured, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.terminal import seconds_told
from nodes.engine import RunResult
from nodes.values import Report

__all__ = ["Written", "summary_data", "summary_text"]


@dataclass(frozen=True)
class Written:
    """Where a node said that it would write."""

    node: str
    path: Path

    def files(self, *, since: float) -> list[tuple[str, Path]]:
        """(node, file) of everything there that is newer than `since`: the file itself, or numbered ones."""
        if self.path.is_file():
            return [(self.node, self.path)]
        stem = self.path.name.partition("%")[0].partition("#")[0].partition(".")[0]
        folder = self.path if self.path.is_dir() else self.path.parent
        found = folder.glob("*") if self.path.is_dir() else folder.glob(f"{stem}*")
        return sorted((self.node, file) for file in found if file.is_file() and file.stat().st_mtime >= since - 1.0)


def summary_data(result: RunResult, files: list[tuple[str, Path]], reports: dict[str, Report]) -> dict[str, Any]:
    """The summary as plain JSON: `ok`, `seconds`, `files`, `reports` with their tables and notes."""
    return {
        "ok": result.ok,
        "seconds": result.seconds,
        "files": [{"node": node, "path": str(path), "bytes": path.stat().st_size} for node, path in files],
        "reports": [
            {
                "title": title,
                "notes": list(report.notes),
                "tables": [
                    {"title": table.title, "columns": list(table.columns), "rows": [list(row) for row in table.rows]}
                    for table in report.tables
                ],
            }
            for title, report in reports.items()
        ],
    }


def summary_text(result: RunResult, files: list[tuple[str, Path]], reports: dict[str, Report]) -> str:
    """The summary for people; of each report its first table and first note."""
    lines = []
    for title, report in reports.items():
        lines.append(f"  {title}: {', '.join(report.notes[:1])}")
        for table in report.tables[:1]:
            lines += [f"    {row[0]}: {_told(row[1:], table.columns[1:])}" for row in table.rows]
    lines += [f"  {path} ({_size(path.stat().st_size)})" for _, path in files]
    lines.append(f"{'Done' if result.ok else 'Ended with errors'} in {seconds_told(result.seconds)}.")
    return "\n".join(lines)


def _told(cells: tuple[str | float, ...], columns: tuple[str, ...]) -> str:
    told = [
        f"{cell:.2f} {column}" if isinstance(cell, float) else f"{cell} {column}"
        for cell, column in zip(cells, columns, strict=True)
    ]
    return ", ".join(told)


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
