"""The machine that is tried, what was looked at, and what of it was wrong."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.trial.machine import Machine
from proofs.visitor import Visitor

SITE = "performance.example.gov.uk"
PASSWORD = "demonstration"  # noqa: S105 - of the people of the demonstration


@dataclass
class Trial:
    """The machine, what was looked at, and what of it was wrong."""

    machine: Machine
    folder: Path
    certificate: str = "etc/ssl/councilperf/fullchain.pem"
    begun: float = field(default_factory=time.monotonic)
    wrong: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """What was said of actions, in the order in which it was saved."""

    def see(self, what: str, holds: bool, found: object = "") -> None:
        """Print what was looked at; remember it where it is wrong."""
        print(f"{time.monotonic() - self.begun:5.0f} s  {'ok    ' if holds else 'WRONG '} {what}" + (f": {found}" if not holds else ""), flush=True)  # fmt: skip
        if not holds:
            self.wrong.append(what)

    def tell(self, what: str) -> None:
        """Print what is not judged."""
        print(f"{time.monotonic() - self.begun:5.0f} s         {what}", flush=True)

    def visitor(self) -> Visitor:
        """Somebody on another machine, who trusts this site's certificate and no other."""
        certificate = self.machine.folder / self.certificate
        return Visitor((self.machine.address, 443), SITE, ssl.create_default_context(cafile=str(certificate)))

    def signed_in(self, name: str) -> Visitor:
        """Somebody of the demonstration."""
        visitor = self.visitor()
        page = visitor.sign_in(f"{name}@rotherham.example", PASSWORD)
        if page.status != 200 or "sessionid" not in visitor.cookies:
            raise LookupError(f"{name} cannot sign in: {page.status} {page.text[:500]}")
        return visitor

    def run(self, commands: str) -> str:
        """Commands on the machine; what they print."""
        return self.machine.run(commands).stdout.strip()

    def tried(self, commands: str) -> tuple[int, str]:
        """Commands on the machine that may fail: their exit code and what they print."""
        done = self.machine.run(commands, check=False)
        return done.returncode, done.stdout

    def until(self, holds: Callable[[], bool], seconds: float = 60) -> bool:
        """Whether something comes to be so in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if holds():
                return True
            time.sleep(0.5)
        return False
