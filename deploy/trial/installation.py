"""The guide followed, and what its services are under systemd."""

from __future__ import annotations

import re
import time

from deploy.trial import guide
from deploy.trial.releases import release
from deploy.trial.trial import Trial

PARTS = ("councilperf-web.service", "councilperf-tasks@1.service", "councilperf-tasks@2.service")
MAIL_SERVER = "systemd-run --quiet --unit=mail-server python3 -W ignore -m smtpd -n -c DebuggingServer 127.0.0.1:25"
"""What stands for the council's, and prints what it is given."""


def install(trial: Trial) -> None:
    """What the guide says, as it says it."""
    trial.machine.copy(release(trial.folder), "/root/")
    for block in guide.steps():
        if block.by_hand:
            trial.tell(f"left to a person: {block.commands.strip()}")
    packages, *others = [block.commands for block in guide.steps() if not block.by_hand]
    said = trial.run("\n".join((packages, MAIL_SERVER, *others)))
    trial.see(f"installed as the guide says in {(time.monotonic() - trial.begun) / 60:.1f} minutes", holds=True)
    trial.see("the doctor finds nothing to mend", " 0 faults" in said.replace("\N{NO-BREAK SPACE}", " "), said[-1500:])
    trial.run("councilperf-manage load_demo rotherham >/dev/null")


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
