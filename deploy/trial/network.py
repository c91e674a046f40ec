"""A network of the trial's own, with a way out through this machine; one trial at a time."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = Path("/run/lock/council-try")
FORWARDING = Path("/proc/sys/net/ipv4/ip_forward")


class TrialError(Exception):
    """The trial cannot be made; the message says what is missing."""


@contextmanager
def alone() -> Iterator[None]:
    """One trial at a time: the way out through this machine is opened and closed for all of it."""
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TrialError("Another trial is under way: it would lose its network when this one ends.") from None
        yield


@contextmanager
def network(name: str) -> Iterator[str]:
    """A network of its own, with a way out through this machine. Gives the machine's address in it."""
    number = os.getpid() % 250
    here, there, net = f"10.213.{number}.1", f"10.213.{number}.2", f"10.213.{number}.0/30"
    link = f"ct{os.getpid()}"[:15]
    forwarded = FORWARDING.read_text()
    rule = ["POSTROUTING", "-s", net, "-j", "MASQUERADE"]
    try:
        for words in (
            ["ip", "netns", "add", name],
            ["ip", "link", "add", link, "type", "veth", "peer", "name", "host0", "netns", name],
            ["ip", "addr", "add", f"{here}/30", "dev", link],
            ["ip", "link", "set", link, "up"],
            ["ip", "-n", name, "link", "set", "lo", "up"],
            ["ip", "-n", name, "addr", "add", f"{there}/30", "dev", "host0"],
            ["ip", "-n", name, "link", "set", "host0", "up"],
            ["ip", "-n", name, "route", "add", "default", "via", here],
            ["iptables", "-t", "nat", "-A", *rule],
        ):
            subprocess.run(words, check=True, capture_output=True)
        FORWARDING.write_text("1")
        yield there
    finally:
        FORWARDING.write_text(forwarded)
        for words in (
            ["iptables", "-t", "nat", "-D", *rule],
            ["ip", "link", "del", link],
            ["ip", "netns", "del", name],
        ):
            subprocess.run(words, check=False, capture_output=True)
