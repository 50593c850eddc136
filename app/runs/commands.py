"""The commands about running: outputs, to here, stop, pause, live, batch, and the engine itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.commands_table import Command
from app.targets import output_targets
from nodes.graph import resolve

if TYPE_CHECKING:
    from app.desk import Desk
    from app.runs.runs import Runs

__all__ = ["install_run_commands"]


def install_run_commands(runs: Runs, desk: Desk) -> RunCommands:
    """Make the commands known; they live as long as the runs."""
    return RunCommands(runs, desk)


class RunCommands(QObject):
    """What the commands do, said in terms of Runs."""

    def __init__(self, runs: Runs, desk: Desk) -> None:
        super().__init__(runs)
        self._runs, self._desk = runs, desk
        category, add = self.tr("Run"), desk.commands.add
        add(Command("run.outputs", self.tr("Run the outputs"), category, self.run_outputs, ("Ctrl+Return",)))
        add(Command("run.to_here", self.tr("Run to this node"), category, self.run_to_here, ("Ctrl+Shift+Return",)))
        add(Command("run.cancel", self.tr("Stop the run"), category, self.cancel, ("Ctrl+.",)))
        add(Command("run.pause", self.tr("Pause the queue"), category, self.toggle_pause, ("Ctrl+Shift+.",)))
        add(Command("run.batch", self.tr("Batch…"), category, self.open_batch, ("Ctrl+Alt+B",)))
        add(Command("engine.restart", self.tr("Restart the engine"), category, runs.restart))
        add(Command("queue.clear_done", self.tr("Clear what is over from the queue"), category, runs.clear_done))
        self._live = add(
            Command("run.live", self.tr("Live: cheap nodes run at once"), category, self.set_live, checkable=True)
        )
        self._live.setChecked(runs.live)
        runs.progressed.connect(self.on_progress)
        runs.log_wanted.connect(self.show_log)
        desk.commands.action("run.cancel").setEnabled(False)

    def run_outputs(self) -> None:
        """Every output; the nodes that feed nothing where there is none."""
        blocking = [p for problems in self._desk.document.problems().values() for p in problems if p.blocking]
        if not self._desk.document.graph.nodes:
            self._desk.say(self.tr("There is nothing to run yet. Press Tab on the canvas to add a node."), key="run")
            return
        if blocking:
            self._desk.say(
                self.tr("Some nodes cannot run: {0}").format(str(blocking[0])),
                "warn",
                detail="\n".join(str(problem) for problem in blocking),
                key="run",
            )
        self._runs.run(output_targets(resolve(self._desk.document.graph, self._desk.registry)))

    def run_to_here(self) -> None:
        """The current node and what it needs."""
        path = self._desk.selection.current_path
        if path:
            self._runs.run_to(path)
        else:
            self._desk.say(self.tr("Select the node to run to."), key="run")

    def cancel(self) -> None:
        self._runs.cancel()

    def toggle_pause(self) -> None:
        if self._runs.paused:
            self._runs.resume()
        else:
            self._runs.pause()

    def set_live(self, on: bool) -> None:
        self._runs.live = on

    def open_batch(self) -> None:
        """The dialog for seeds and for a grid of two parameters."""
        from app.runs.batch_dialog import BatchDialog

        app_window = next((w for w in _windows() if w.isActiveWindow()), None)
        dialog = BatchDialog(self._desk, app_window)
        dialog.open()

    def show_log(self) -> None:
        """The panel with the log, where there is a window that has one."""
        if "panel.log" in self._desk.commands:
            self._desk.commands.run("panel.log")

    def on_progress(self, now: object) -> None:
        self._desk.commands.action("run.cancel").setEnabled(now is not None)


def _windows() -> list[QWidget]:
    return list(QApplication.topLevelWidgets())
