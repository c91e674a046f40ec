"""The composition of docs/containers.md brought up by Docker on a clean Debian, and what an administrator does to it."""

from __future__ import annotations

import re
import time
from pathlib import Path

from deploy.trial import guide
from deploy.trial.installation import first_person
from deploy.trial.lines import LEFT_OUT, ask_what_is_left_out
from deploy.trial.outside import look_from_outside
from deploy.trial.people import build_a_pack, is_there, say
from deploy.trial.releases import FIRST, SECOND, another, release, with_a_table
from deploy.trial.trial import Trial

CERTIFICATE = "etc/councilperf/certificate/fullchain.pem"
HERE = f"cd /opt/councilperf/releases/{FIRST}/deploy/containers"
STAND_IN = (
    "tar -C / --one-file-system --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' --exclude='./run/*'"
    " --exclude='./tmp/*' --exclude='./root/*' --exclude='./var/lib/apt/lists/*' -cf /root/debian.tar ."
)
"""The clean Debian as an image's files, before anything is put on it."""
MAIL_SERVER = "systemd-run --quiet --unit=mail-server python3 -W ignore -m smtpd -n -c DebuggingServer 0.0.0.0:25"
MAIL_ADDRESS = "sed -i 's/127.0.0.1:25/10.89.77.1:25/' /etc/councilperf/environment"
"""What is by hand in the guide: the mail server is on this machine, as the containers see it."""


def everything(trial: Trial) -> None:
    """All of it, in order."""
    install(trial)
    look_inside(trial)
    trial.run(f"{HERE}; docker-compose exec -T web python manage.py load_demo rotherham >/dev/null")
    first_person(trial, "docker exec --interactive --tty councilperf-web python manage.py createsuperuser")
    look_from_outside(trial)
    look_at_lines(trial)
    action = say(trial, "Said on the first day.")
    build_a_pack(trial)
    stop_and_kill(trial)
    work_by_night(trial)
    restore(trial, action)
    upgrade_and_go_back(trial, action)
    trial.run("systemctl restart docker")
    trial.see("all of it is there again after Docker was restarted", trial.until(lambda: can_serve(trial), 180))
    trial.see("and what was saved", is_there(trial, action))


def commands(heading: str) -> str:
    """What the guide does under a heading."""
    return guide.commands(heading, guide.CONTAINERS.read_text(encoding="utf-8"))


def can_serve(trial: Trial) -> bool:
    """Whether the site says that it can."""
    try:
        return trial.visitor().get("/readyz").status == 200
    except OSError:
        return False


def install(trial: Trial) -> None:
    """What the guide says, as it says it, on an image that stands for Debian's where that is out of reach."""
    trial.machine.copy(release(trial.folder), "/root/")
    trial.run(STAND_IN)
    steps = guide.steps(guide.CONTAINERS.read_text(encoding="utf-8"))
    docker, unpacked, own, *others = dict.fromkeys(step.heading for step in steps)
    trial.run(f"{commands(docker)}\n{MAIL_SERVER}")
    if trial.tried("docker pull --quiet debian:bookworm-slim")[0]:
        trial.run("docker import /root/debian.tar debian:bookworm-slim")
        trial.tell(
            "not tried: docker.io's own debian:bookworm-slim, which is out of reach; debootstrap's Debian stands for it"
        )
    trial.run("rm /root/debian.tar")
    said = trial.run("\n".join((commands(unpacked), commands(own), MAIL_ADDRESS, *(commands(step) for step in others))))
    trial.see(f"installed as the guide says in {(time.monotonic() - trial.begun) / 60:.1f} minutes", holds=True)
    trial.tell("not tried: `editor`; the names of the example stand, and a mail server on the machine itself")
    trial.see("the doctor finds nothing to mend", " 0 faults" in said.replace("\N{NO-BREAK SPACE}", " "), said[-1500:])


def look_inside(trial: Trial) -> None:
    """What the containers may."""
    walls = trial.run("docker info --format '{{.SecurityOptions}}'")
    for wall in ("apparmor", "seccomp"):
        if wall not in walls:
            trial.tell(f"not tried: Docker's {wall} profile, which this kernel does not have")
    states = trial.run(f"{HERE}; docker-compose ps")
    up = {
        part
        for part in ("web", "worker", "nginx", "postgres")
        if re.search(rf"councilperf[-_]{part}\S* .*\bUp\b", states)
    }
    trial.see("nginx, web, worker and PostgreSQL are up", len(up) == 4, states)
    for part in ("web", "worker"):
        told = trial.run(
            f"{HERE}; docker-compose exec -T {part} sh -c 'id -u; grep CapEff /proc/self/status; touch /opt/councilperf/x || true'"
        )
        trial.see(
            f"{part} is not root, has no capability and cannot write to its code",
            "10001" in told.splitlines() and "0000000000000000" in told and "Read-only file system" in told,
            told,
        )
    told = trial.run(f"{HERE}; docker-compose exec -T postgres sh -c 'stat -c %U /proc/1; grep CapEff /proc/1/status'")
    trial.see(
        "PostgreSQL runs as its own user, without capabilities",
        told.split()[0] == "postgres" and told.endswith("0000000000000000"),
        told,
    )
    modes = trial.run("stat -c %a /etc/councilperf /etc/councilperf/environment /etc/councilperf/postgres")
    trial.see("settings and the database's password are root's alone", modes.split() == ["700", "600", "600"], modes)
    ports = set(trial.run("docker ps --format '{{.Ports}}' | grep -o '[0-9]*->' | sort -u").split())
    trial.see("no port is open to others but nginx's", ports == {"80->", "443->"}, ports)


def look_at_lines(trial: Trial) -> None:
    """What is written down of a request."""
    asked = ask_what_is_left_out(trial.visitor())
    number = asked.headers.get("x-request-id", "none")
    lines = trial.run("sleep 2; journalctl --sync; journalctl --no-pager --output=cat")
    trial.see("what was searched for, and keys, are on no line", LEFT_OUT not in lines)
    trial.see(
        "one number of a request on nginx's line and the program's, in the journal", lines.count(number) >= 2, number
    )


def stop_and_kill(trial: Trial) -> None:
    """The web processes are stopped, and killed; the database is stopped."""
    trial.run(f"{HERE}; docker-compose stop web")
    page = trial.visitor().get("/meetings/")
    trial.see(
        "503 with Retry-After where no web process is there",
        (page.status, page.headers.get("retry-after")) == (503, "10") and "Not available just now" in page.text,
        (page.status, page.headers),
    )
    trial.run(f"{HERE}; docker-compose start web")
    trial.see("and back once it is", trial.until(lambda: can_serve(trial)))
    for part, container in (("web", "councilperf-web"), ("worker", "councilperf_worker_1")):
        was = pid(trial, container)
        trial.run(f"kill -KILL {was}")
        trial.see(
            f"a killed {part} is there again by itself",
            trial.until(lambda was=was, container=container: pid(trial, container) not in {"0", was}),
        )
    trial.see("and serves", trial.until(lambda: can_serve(trial)))
    trial.run(f"{HERE}; docker-compose stop postgres")
    away = trial.visitor().get("/sign-in/")
    trial.see(
        f"503 from the program itself in {away.seconds:.1f} s where PostgreSQL is stopped",
        away.status == 503 and "cannot reach its database" in away.text,
        (away.status, away.text[:500]),
    )
    trial.run(f"{HERE}; docker-compose start postgres; docker-compose restart postgres")
    trial.see("and back once it is", trial.until(lambda: can_serve(trial)))
    folders = "find /var/lib/postgresql -maxdepth 2 -name 'data*' -type d"
    found = trial.run(f"{HERE}; docker-compose exec -T --user postgres postgres {folders}")
    trial.see("a database that was started again is not made again", found == "/var/lib/postgresql/data", found)


def pid(trial: Trial, container: str) -> str:
    """The number of a container's first process; 0 where it does not run."""
    return trial.run(f"docker inspect --format '{{{{.State.Pid}}}}' {container}")


def work_by_night(trial: Trial) -> None:
    """Each line of the cron, now."""
    cron = (Path(__file__).parent.parent / "containers/cron").read_text(encoding="utf-8")
    lines = re.findall(r"^(?:\S+ ){5}root (.+)$", cron, re.MULTILINE)
    failed = "sleep 1; journalctl --sync; journalctl --no-pager --output=cat --identifier=councilperf-night"
    made = f"{HERE}; docker-compose exec -T web ls /var/backups/councilperf | grep -c council-"
    before = trial.run(made)
    for line in lines:
        trial.run(line)
        said = trial.run(failed)
        trial.see(f"by night: {re.findall(r'manage.py [a-z_]+', line)[0]}", not said, said)
    trial.see("a backup is made beside the first", (before, trial.run(made)) == ("1", "2"), before)
    trial.run(f"{HERE}; docker-compose stop web")
    trial.run(lines[0])
    trial.run(f"{HERE}; docker-compose start web")
    said = trial.run(failed)
    trial.see("what fails by night is in the journal", "is not running" in said, said)
    trial.see("and back", trial.until(lambda: can_serve(trial)))
    trial.see("cron runs", trial.run("systemctl is-active cron") == "active")


def restore(trial: Trial, action: str) -> None:
    """Back to the newest backup of the night."""
    say(trial, "Said after the backup.", action)
    said = trial.run(commands("Restoring"))
    lost = trial.words.pop()
    trial.see("it can serve after the restore", trial.until(lambda: can_serve(trial)), said)
    trial.see(
        "restored: what was said before the backup is there, what was said after it is not",
        is_there(trial, action) and lost not in trial.signed_in("communications").get(action).text,
        said,
    )
    code, said = trial.tried("docker exec councilperf-web python manage.py check_history")
    trial.see("the history of what was restored is whole", code == 0, said)


def upgrade_and_go_back(trial: Trial, action: str) -> None:
    """To a release with other tables, and back."""

    def changed(code: Path) -> None:
        with_a_table(code)
        file = code / "deploy/containers/compose.yaml"
        file.write_text(file.read_text().replace(f":{FIRST}\n", f":{SECOND}\n"))

    trial.machine.copy(another(trial.folder, SECOND, changed), "/root/")
    said = trial.run(commands("Upgrading"))
    trial.see(
        f"upgraded to {SECOND}, which changes tables",
        trial.until(lambda: can_serve(trial)) and running(trial) == SECOND,
        said,
    )
    trial.see("nothing that was saved is lost", is_there(trial, action))
    say(trial, "Said on the release with other tables.", action)
    said = trial.run(commands("Going back"))
    lost = trial.words.pop()
    trial.see(
        f"back on {FIRST}, and only “{lost}” is lost",
        trial.until(lambda: can_serve(trial))
        and running(trial) == FIRST
        and is_there(trial, action)
        and lost not in trial.signed_in("communications").get(action).text,
        said,
    )


def running(trial: Trial) -> str:
    """The release that runs."""
    return trial.run("docker inspect --format '{{.Config.Image}}' councilperf-web").rpartition(":")[2]
