"""Who reaches out: a server on loopback that counts whoever comes, and what Python itself opens and looks up."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

HOOK = """\
import os, sys
def _note(event, args, place=os.environ["PROOF_NOTES"], marker=os.environ["PROOF_MARKER"], open=os.open):
    said = repr(args)[:300]
    asked = event == "urllib.Request" and "file:///" not in said
    if asked or event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "ftplib.connect") or (event == "open" and marker in said and place not in said):
        note = open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(note, f"{event} {said}\\n".encode(errors="replace"))
        os.close(note)
sys.addaudithook(_note)
"""
"""Run by Python before anything else of a child process: each connection, each look-up, each opening of the marker.
Files are asked for as addresses too: our own typefaces are."""


@dataclass
class Listener:
    """A server that answers nobody and counts everybody, and a file whose words must turn up nowhere."""

    port: int
    folder: Path
    came: list[str] = field(default_factory=list)
    """The first line of what each caller sent."""

    @property
    def web(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.port}"

    @property
    def marker(self) -> Path:
        """The file that nothing may read."""
        return self.folder / "marker.txt"

    @property
    def words(self) -> str:
        """What stands in it."""
        return "The-marker-that-nobody-may-read"

    def reached(self) -> list[str]:
        """Who came, and what child processes connected to, looked up or opened."""
        notes = self.folder / "notes"
        return [*self.came, *(notes.read_text().splitlines() if notes.exists() else [])]


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener, and child processes of Python that say what they reach for."""
    with (
        tempfile.TemporaryDirectory(prefix="council-listening-") as folder,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        found = Listener(server.getsockname()[1], Path(folder))
        found.marker.write_text(found.words)
        (found.folder / "sitecustomize.py").write_text(HOOK)
        told = {
            "PYTHONPATH": os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH", "")])),
            "PROOF_NOTES": str(found.folder / "notes"),
            "PROOF_MARKER": str(found.marker),
        }
        before = {name: os.environ.get(name) for name in told}
        os.environ.update(told)
        threading.Thread(target=_accept, args=(server, found), daemon=True).start()
        try:
            yield found
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _accept(server: socket.socket, listener: Listener) -> None:
    with suppress(OSError):
        while True:
            caller, _ = server.accept()
            with caller, suppress(OSError):
                caller.settimeout(1)
                listener.came.append(caller.recv(200).decode("latin-1").partition("\r\n")[0] or "a connection")
