"""A clean Debian as a folder, booted with a systemd and a network of its own, and taken down without a trace."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = {
    "debootstrap": "debootstrap", "systemd-nspawn": "systemd-container", "ip": "iproute2", "iptables": "iptables",
    "nsenter": "util-linux", "git": "git",
}  # fmt: skip
"""What is needed, and the package that has it."""
SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
SECURITY = """\
deb http://deb.debian.org/debian bookworm main
deb http://deb.debian.org/debian bookworm-updates main
deb http://deb.debian.org/debian-security bookworm-security main
"""
FORWARDING = Path("/proc/sys/net/ipv4/ip_forward")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
NAMESPACES = ("--mount", "--pid", "--uts", "--ipc", "--cgroup", "--net")
CLEAN = ("env", "-i", "HOME=/root", "LANG=C.UTF-8", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
# Its own tree of control groups, beneath which its systemd keeps its services.
BOOT = """
mount --make-rprivate / && { umount -R /sys/fs/cgroup 2>/dev/null || true; } && mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p "/sys/fs/cgroup/$1" && echo $$ > "/sys/fs/cgroup/$1/cgroup.procs"
exec systemd-nspawn --quiet --boot --register=no --keep-unit --resolv-conf=copy-host --console=pipe \
  --machine="$1" --directory="$2" --network-namespace-path="/run/netns/$1" ${3:+"$3" "$4"}
"""
WITH_CONTAINERS = ("--capability=all", "--system-call-filter=add_key keyctl bpf")
"""What a machine may that has containers of its own: their networks, mounts and session keys."""


class TrialError(Exception):
    """The trial cannot be made; the message says what is missing."""


@dataclass
class Machine:
    """A machine that runs."""

    name: str
    folder: Path
    address: str
    leader: int

    def run(self, commands: str, *, check: bool = True, timeout: float = 900) -> subprocess.CompletedProcess[str]:
        """Commands of a shell, as root, that ends at the first that fails."""
        done = subprocess.run(
            ["nsenter", "--target", str(self.leader), *NAMESPACES, *CLEAN, "sh", "-eu"],
            input=commands, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, check=False,
        )  # fmt: skip
        if check and done.returncode:
            raise TrialError(f"This failed with {done.returncode}:\n{commands.strip()}\n{done.stdout[-4000:]}")
        return done

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """A program that runs beside."""
        entered = ["nsenter", "--target", str(self.leader), *NAMESPACES, *CLEAN, *command]
        return subprocess.Popen(entered, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def copy(self, file: Path, to: str) -> None:
        """Put a file on it."""
        shutil.copy(file, self.folder / to.lstrip("/"))


@contextmanager
def machine(base: Path | None, *, keep: bool, containers: bool = False) -> Iterator[Machine]:
    """A clean Debian 12 that runs, with the network of this machine behind it; one that may have containers of its own."""
    missing = sorted({package for program, package in PROGRAMS.items() if not shutil.which(program)})
    if missing:
        raise TrialError(f"The trial needs more of this machine: apt-get install {' '.join(missing)}")
    if os.geteuid() != 0:
        raise TrialError("The trial makes a machine and a network: run it as root.")
    name = f"council-try-{os.getpid()}"
    own = Path(tempfile.mkdtemp(prefix="council-try-", dir="/var/tmp"))
    folder = own / "machine"
    booted = None
    try:
        _tree(folder, base)
        with _network(name) as address:
            with (own / "console.log").open("wb") as console:
                command = ["unshare", "--mount", "--cgroup", "sh", "-c", BOOT, "boot", name, str(folder)]
                command += WITH_CONTAINERS if containers else ()
                booted = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT)
            made = Machine(name, folder, address, _leader(booted, own / "console.log"))
            _wait(made)
            yield made
            made.run("systemctl poweroff --no-block", check=False)
            with suppress(subprocess.TimeoutExpired):
                booted.wait(60)
    finally:
        if booted and booted.poll() is None:
            booted.send_signal(signal.SIGKILL)
            booted.wait()
        if keep:
            print(f"The machine's folder is kept: {folder}")
        else:
            shutil.rmtree(own, ignore_errors=True)


def _tree(folder: Path, base: Path | None) -> None:
    """A Debian as its installer leaves it, without what only hardware needs."""
    target = base or folder
    if not (target / "etc/debian_version").exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        command = ["debootstrap", "--include=dbus,libpam-systemd,ca-certificates", SUITE, str(target), MIRROR]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise TrialError(f"debootstrap failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    if base:
        subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(folder)], check=True)
    (folder / "etc/apt/sources.list").write_text(SECURITY)
    # Where this machine speaks to the world through a proxy that vouches for itself, so does the new one.
    bundle = folder / "usr/local/share/ca-certificates"
    bundle.mkdir(parents=True, exist_ok=True)
    for own in Path("/usr/local/share/ca-certificates").rglob("*.crt"):
        shutil.copy(own, bundle / own.name)
    if CERTIFICATES.exists():
        (folder / "etc/pip.conf").write_text("[global]\ncert = /etc/ssl/host-certificates.crt\n")
        shutil.copy(CERTIFICATES, folder / "etc/ssl/host-certificates.crt")


@contextmanager
def _network(name: str) -> Iterator[str]:
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


def _leader(booted: subprocess.Popen[bytes], console: Path) -> int:
    """Its first process, as this machine numbers it."""
    until = time.monotonic() + 60
    while time.monotonic() < until and booted.poll() is None:
        children = Path(f"/proc/{booted.pid}/task/{booted.pid}/children").read_text().split()
        for child in children:
            with suppress(OSError):
                program = Path(f"/proc/{child}/exe").readlink().name
                if program == "systemd":
                    return int(child)
        time.sleep(0.2)
    raise TrialError(f"The machine did not boot: {console.read_text(errors='replace')[-2000:]}")


def _wait(made: Machine) -> None:
    """Until its systemd says that it is up."""
    until = time.monotonic() + 120
    said = ""
    while time.monotonic() < until:
        said = made.run("systemctl is-system-running", check=False).stdout.strip()
        if said in {"running", "degraded"}:
            return
        time.sleep(1)
    raise TrialError(f"The machine's systemd says “{said}” after two minutes.")
