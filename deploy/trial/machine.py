"""A clean Debian as a folder, booted with a systemd and a network of its own, and taken down without a trace."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.trial.network import TrialError, alone, network

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


@dataclass
class Machine:
    """A machine that runs."""

    name: str
    folder: Path
    address: str = ""
    containers: bool = False
    """Whether it may have containers of its own."""
    leader: int = 0
    """Its first process, as this machine numbers it."""
    booted: subprocess.Popen[bytes] | None = None

    def run(self, commands: str, *, check: bool = True, timeout: float = 900) -> subprocess.CompletedProcess[str]:
        """Commands of a shell, as root, that ends at the first that fails."""
        done = subprocess.run(
            ["nsenter", "--target", str(self.leader), *NAMESPACES, *CLEAN, "sh", "-euc", commands],
            stdin=subprocess.DEVNULL, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, check=False,
        )  # fmt: skip
        if check and done.returncode:
            raise TrialError(f"This failed with {done.returncode}:\n{commands.strip()}\n{done.stdout[-4000:]}")
        return done

    def answer(self, command: str, answers: dict[str, str], timeout: float = 300) -> str:
        """A command at a terminal, as a person uses it: each question, and what is answered; gives what was shown."""
        ours, its = os.openpty()
        entered = ["nsenter", "--target", str(self.leader), *NAMESPACES, *CLEAN, "TERM=dumb"]
        entered += ["setsid", "--ctty", "--wait", *command.split()]
        with subprocess.Popen(entered, stdin=its, stdout=its, stderr=its) as asked:
            os.close(its)
            shown, seen, left = b"", 0, list(answers.items())
            until = time.monotonic() + timeout
            while time.monotonic() < until:
                if select.select([ours], [], [], 0.2)[0]:
                    try:
                        shown += os.read(ours, 4096)
                    except OSError:  # it has closed the terminal
                        break
                if left and (at := shown.find(left[0][0].encode(), seen)) >= 0:
                    seen = at + 1
                    time.sleep(0.5)  # a question for a password throws away what was typed before
                    os.write(ours, left.pop(0)[1].encode() + b"\n")
            else:
                asked.kill()
            os.close(ours)
        return shown.decode(errors="replace")

    def boot(self) -> None:
        """On, until its systemd says that it is up."""
        console = self.folder.parent / "console.log"
        command = ["unshare", "--mount", "--cgroup", "sh", "-c", BOOT, "boot", self.name, str(self.folder)]
        command += WITH_CONTAINERS if self.containers else ()
        with console.open("ab") as said:
            self.booted = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
        self.leader = _leader(self.booted, console)
        _wait(self)

    def off(self) -> None:
        """Off, as by its button; by its plug where that takes more than two minutes."""
        if self.booted and self.booted.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                self.run("systemctl poweroff --no-block", check=False)
                self.booted.wait(120)
        self.unplug()

    def unplug(self) -> None:
        """Off without a word."""
        if self.booted and self.booted.poll() is None:
            self.booted.send_signal(signal.SIGKILL)
            self.booted.wait()

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
    with alone():
        yield from _machine(base, keep=keep, containers=containers)


def _machine(base: Path | None, *, keep: bool, containers: bool) -> Iterator[Machine]:
    """The folder, its network, its systemd; and all three away again."""
    name = f"council-try-{os.getpid()}"
    own = Path(tempfile.mkdtemp(prefix="council-try-", dir="/var/tmp"))
    folder = own / "machine"
    made = Machine(name, folder, containers=containers)
    try:
        _tree(folder, base)
        with network(name) as made.address:
            made.boot()
            yield made
            made.off()
    finally:
        made.unplug()
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
