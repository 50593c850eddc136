"""Pictures of the whole window and of every panel, in both themes at 1x and 2x, of a real window with a real run.

    python3 main.py test --screenshots FOLDER

The example project is opened and rendered with Pocket, so that the panels have something to show.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

THEMES = ("dark", "light")
SCALES = (1, 2)
WIDTH, HEIGHT = 1920, 1080
RUN_S = 600.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="main.py test --screenshots", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the PNG files go; made when it is not there")
    parser.add_argument("--no-run", action="store_true", help="do not render first: panels are as in a new project")
    parser.add_argument("--only", default="", help="only the ones whose name has this in it")
    arguments = parser.parse_args()
    from tests.studio.screen import screen

    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kinograph-screenshots-") as home, screen(2 * WIDTH, 2 * HEIGHT) as name:
        os.environ |= {
            "DISPLAY": name,
            "QT_QPA_PLATFORM": "xcb",
            "KINOGRAPH_STATE": f"{home}/state",
            "XDG_CONFIG_HOME": f"{home}/config",
            "XDG_CACHE_HOME": f"{home}/cache",
        }
        written = _Photographer(arguments.folder, arguments.only).all(run=not arguments.no_run)
    print(f"{written} pictures in {arguments.folder}")
    return 0


class _Photographer:
    """Opens the studio and walks through it."""

    def __init__(self, folder: Path, only: str) -> None:
        self._folder = folder
        self._only = only
        self._written = 0

    def all(self, *, run: bool) -> int:
        from PySide6.QtWidgets import QApplication

        from app.studio import Studio
        from app.window.start_times import StartTimes
        from tests.studio.screen import Person

        self._person = Person(RUN_S)
        app = QApplication([])
        studio = Studio(app, StartTimes())
        studio.start(None)
        self._studio = studio
        self._person.focus(studio.window)
        for name in studio.window.docks.frames:
            studio.window.docks.panel(name)
        if run:
            self._render()
        for theme in THEMES:
            for scale in SCALES:
                self._round(theme, scale)
        studio.desk.document.project.dirty = False
        studio.window.close()
        studio.end()
        return self._written

    def _render(self) -> None:
        runs = self._studio.desk.runs
        assert runs is not None
        over: list[object] = []
        runs.finished.connect(over.append)
        self._person.until(lambda: runs.ready, "the engine is ready")
        began = time.monotonic()
        self._studio.desk.commands.run("run.outputs")
        self._person.until(lambda: over, "the example is rendered")
        print(f"the example was rendered in {time.monotonic() - began:.0f} s")

    def _round(self, theme: str, scale: int) -> None:
        studio, window = self._studio, self._studio.window
        studio.settings.set("look.theme", theme)
        studio.settings.set("look.scale", float(scale))
        window.resize(WIDTH * scale, HEIGHT * scale)
        window.toasts.close_all()
        label = f"{theme}-{scale}x"
        for workspace in ("build", "direct", "review"):
            studio.desk.commands.run(f"workspace.{workspace}")
            studio.desk.commands.run("window.reset")
            self._select_something()
            self._person.look(1.2)
            window.toasts.close_all()
            self._keep(f"{label}-window-{workspace}", window)
        self._panels(label)
        self._popups(label)

    def _select_something(self) -> None:
        desk = self._studio.desk
        wanted = next((node.id for node in desk.document.graph.nodes.values() if node.type_id == "model.decode"), "")
        desk.selection.select([wanted] if wanted else [])

    def _panels(self, label: str) -> None:
        from app.window.arrangements import ARRANGEMENTS

        docks = self._studio.window.docks
        for name in list(docks.frames):
            home = (each for each, arrangement in ARRANGEMENTS.items() if name in arrangement.panels())
            docks.show_workspace(next(home, "build"))
            frame = docks.open(name)
            self._person.look(0.4)
            self._keep(f"{label}-panel-{name}", frame)
        docks.reset()

    def _popups(self, label: str) -> None:
        window = self._studio.window
        window.palette_popup.open()
        self._person.look(0.3)
        self._keep(f"{label}-palette", window)
        window.palette_popup.leave()
        window.desk.say("Saved dragged-ball.kino.", "ok")
        window.desk.say("The path moves 31 px in frame 9: more than this model follows well.", "warn", detail="...")
        window.desk.say("No room on the disk.", "fail", actions=(("Save As…", window.toasts.close_all),))
        self._person.look(0.3)
        self._keep(f"{label}-notices", window)
        window.toasts.close_all()
        window.show_start_page()
        self._person.look(1.5)
        self._keep(f"{label}-start", window)
        window.on_opened()

    def _keep(self, name: str, widget: object) -> None:
        if self._only and self._only not in name:
            return
        path = self._folder / f"{name}.png"
        if not widget.grab().save(str(path)):  # type: ignore[attr-defined]
            raise SystemExit(f"{path} cannot be written")
        self._written += 1


if __name__ == "__main__":
    sys.exit(main())
