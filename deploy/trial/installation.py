"""The guide followed, and what its services are under systemd."""

from __future__ import annotations

import re
import time

from deploy.trial import guide
from deploy.trial.releases import release
from deploy.trial.trial import SITE, Trial

PARTS = ("councilperf-web.service", "councilperf-tasks@1.service", "councilperf-tasks@2.service")
MAIL_SERVER = "systemd-run --quiet --unit=mail-server python3 -W ignore -m smtpd -n -c DebuggingServer 127.0.0.1:25"
"""What stands for the council's, and prints what it is given."""


def install(trial: Trial) -> None:
    """What the guide says, as it says it."""
    trial.machine.copy(release(trial.folder), "/root/")
    packages, *others = [block.commands for block in guide.steps() if not block.by_hand]
    said = trial.run("\n".join((packages, MAIL_SERVER, *others)))
    trial.see(f"installed as the guide says in {(time.monotonic() - trial.begun) / 60:.1f} minutes", holds=True)
    trial.tell("not tried: `editor`; the names of the example stand, and a mail server on the machine itself")
    trial.see("the doctor finds nothing to mend", " 0 faults" in said.replace("\N{NO-BREAK SPACE}", " "), said[-1500:])


def first_person(trial: Trial, command: str) -> None:
    """Somebody makes the first account at a terminal, and signs in with it."""
    email, password = "first@example.gov.uk", "sixteen grey herons"
    answers = {"address": email, "Name:": "Anne First", "Password:": password, "(again)": password}
    shown = trial.machine.answer(command, answers)
    visitor = trial.visitor()
    page = visitor.sign_in(email, password)
    trial.see(
        "the first person is made at a terminal, and signs in",
        page.status == 200 and "sessionid" in visitor.cookies and password not in shown,
        (shown, page.status),
    )


def look_at_metrics(trial: Trial) -> None:
    """What a Prometheus on this machine is told."""
    told = trial.run(
        f"/opt/councilperf/current/.venv/bin/python -c \"import urllib.request as u; print(u.urlopen(u.Request('http://127.0.0.1:8000/metrics', headers={{'Host': '{SITE}'}})).read().decode())\""
    )
    trial.see(
        "/metrics answers a process of this machine, for all web processes",
        "councilperf_requests_total" in told and "councilperf_database_up 1" in told,
        told[:300],
    )


def install_again(trial: Trial) -> None:
    """The guide's steps once more, as by somebody who does not know how far they came; what is there already is refused."""
    kept = "sha256sum /etc/councilperf/environment /etc/ssl/councilperf/key.pem /etc/nginx/sites-available/councilperf"
    before = trial.run(kept)
    said = trial.run("\n".join(("set +e", *(block.commands for block in guide.steps() if not block.by_hand))))
    trial.see(
        "the guide's steps done again keep settings, certificate and database, and the site serves",
        trial.run(kept) == before and said.count("already exists") == 2 and is_up(trial),
        said[-3000:],
    )


def restart(trial: Trial) -> None:
    """The machine is switched off and on."""
    trial.machine.off()
    trial.machine.boot()
    trial.see("all of it is there again after the machine was restarted", trial.until(lambda: is_up(trial), 120))


def is_up(trial: Trial) -> bool:
    """Whether every part and every timer runs, and the site can serve."""
    code, _ = trial.tried(f"systemctl is-active --quiet {' '.join(PARTS)} nginx councilperf-backup.timer")
    try:
        return code == 0 and trial.visitor().get("/readyz").status == 200
    except OSError:
        return False


def look_at_services(trial: Trial) -> None:
    """Units under systemd."""
    for part in PARTS:
        state = trial.run(f"systemctl show --property=ActiveState,User --value {part} | tr '\\n' ' '")
        trial.see(
            f"{part} runs as its own user",
            state.split() == ["active", "councilperf"] or state.split() == ["councilperf", "active"],
            state,
        )
    code, said = trial.tried(
        "cd /etc/systemd/system && systemd-analyze verify councilperf*.service councilperf*.timer councilperf*.socket councilperf.target councilperf-tasks@1.service"
    )
    said = "\n".join(line for line in said.splitlines() if "councilperf" in line)
    trial.see("systemd-analyze verify has nothing to say", code == 0 and not said, said)
    told = trial.run(
        "systemd-analyze security --no-pager councilperf-web.service councilperf-tasks@1.service councilperf-backup.service 2>/dev/null | grep -i 'overall exposure' | sed 's/^[^a-zA-Z]*//'"
    )
    grades = [float(found) for found in re.findall(r"(\d+\.\d+)", told)]
    trial.see(
        f"systemd-analyze security: {', '.join(map(str, grades))} of 10, where less is better",
        bool(grades) and max(grades) < 2.5,
        told,
    )
    code, _ = trial.tried(
        "nsenter -t $(systemctl show --property=MainPID --value councilperf-web) -m touch /opt/councilperf/current/manage.py /etc/councilperf/environment"
    )
    trial.see("a web process sees its own code as read-only", code != 0)
    uids = trial.run(
        "stat -c %U /opt/councilperf/current/manage.py /etc/councilperf/environment /var/lib/councilperf | tr '\\n' ' '"
    )
    trial.see(
        "code and settings are root's, files the program's", uids.split() == ["root", "root", "councilperf"], uids
    )
    modes = trial.run(
        "stat -c %a /etc/councilperf/environment /var/lib/councilperf /var/backups/councilperf | tr '\\n' ' '"
    )
    trial.see("settings, files and backups are nobody else's", modes.split() == ["640", "700", "700"], modes)
