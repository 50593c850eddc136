"""One studio a person: a second start hands its file to the window that is open already."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.folders import config_folder

__all__ = ["SingleInstance", "hand_over", "server_name"]

_WAIT_MS = 300
_MOST_BYTES = 65_536


def server_name() -> str:
    """Another person, display or settings folder is another studio."""
    about = f"{getpass.getuser()} {config_folder()} {os.environ.get('DISPLAY', '')}"
    return f"kinograph-{hashlib.sha256(about.encode()).hexdigest()[:16]}"


def hand_over(path: Path | None) -> bool:
    """Have the studio that is open show `path`, or only come forward; False when there is none that answers."""
    socket = QLocalSocket()
    socket.connectToServer(server_name())
    if not socket.waitForConnected(_WAIT_MS):
        return False
    request = {"open": str(path.absolute()) if path is not None else ""}
    socket.write(json.dumps(request).encode() + b"\n")
    done = socket.waitForBytesWritten(_WAIT_MS) and socket.waitForReadyRead(_WAIT_MS * 10)
    answered = bytes(socket.readAll().data()).startswith(b"ok") if done else False
    socket.disconnectFromServer()
    return answered


class SingleInstance(QObject):
    """asked(path): another start wants this file shown; "" for none."""

    asked = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self.on_connection)

    def listen(self) -> bool:
        """Answer from now on; what a crashed studio left in the way is cleared."""
        if self._server.listen(server_name()):
            return True
        QLocalServer.removeServer(server_name())
        return self._server.listen(server_name())

    def close(self) -> None:
        self._server.close()

    def on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self.on_ready)
            socket.disconnected.connect(socket.deleteLater)
            if socket.canReadLine():
                self._read(socket)

    def on_ready(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket) and (socket.canReadLine() or socket.bytesAvailable() > _MOST_BYTES):
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        line = bytes(socket.readLine(_MOST_BYTES).data())
        try:
            path = json.loads(line)["open"]
        except (ValueError, KeyError, TypeError):
            path = None
        if isinstance(path, str):
            socket.write(b"ok\n")
            socket.flush()
            self.asked.emit(path)
        else:
            socket.write(b"no\n")
            socket.flush()
        socket.disconnectFromServer()
