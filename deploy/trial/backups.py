"""The work of the night, and the way back to a backup of it."""

from __future__ import annotations

from deploy.trial import guide
from deploy.trial.people import is_there, say
from deploy.trial.trial import Trial

TIMERS = ("backup", "check-history", "clear-sign-ins", "doctor", "prune-history", "reminders")
BACKUP_NOW = """
install -d /run/systemd/system/councilperf-backup.timer.d
printf '[Timer]\\nOnActiveSec=2s\\nRandomizedDelaySec=0\\nAccuracySec=1s\\n' > /run/systemd/system/councilperf-backup.timer.d/now.conf
systemctl daemon-reload
systemctl restart councilperf-backup.timer
"""
"""Its time comes in two seconds, and not at a quarter past two."""
BACKUP_BY_NIGHT = """
rm -r /run/systemd/system/councilperf-backup.timer.d
systemctl daemon-reload
systemctl restart councilperf-backup.timer
"""


def run_timers(trial: Trial) -> None:
    """What runs by night, now."""
    trial.run("touch /var/backups/councilperf/council-2020-01-01-021500.zip")
    for name in TIMERS:
        code, said = trial.tried(
            f"systemctl start councilperf-{name}.service || journalctl --no-pager -u councilperf-{name}.service | tail -20; systemctl is-failed --quiet councilperf-{name}.service && exit 1 || exit 0"
        )
        waits = trial.run(f"systemctl show --property=NextElapseUSecRealtime --value councilperf-{name}.timer")
        trial.see(f"councilperf-{name} does its work, and comes next at {waits}", code == 0 and bool(waits), said)
    made = trial.run("ls /var/backups/councilperf").split()
    trial.run(BACKUP_NOW)
    trial.see(
        "the timer makes a backup when its time comes",
        trial.until(lambda: len(trial.run("ls /var/backups/councilperf").split()) > len(made), 120),
        made,
    )
    trial.run(BACKUP_BY_NIGHT)
    trial.see(
        "a backup is made, and one that is too old is removed",
        "council-2020-01-01-021500.zip" not in made and any(file.startswith("council-") for file in made),
        made,
    )


def restore(trial: Trial, action: str) -> None:
    """Back to the newest backup of the night."""
    say(trial, "Said after the backup.", action)
    trial.run("install -m 600 $(ls /var/backups/councilperf/council-*.zip | head -n 1) /root/copied.zip")
    code, said = trial.tried("/opt/councilperf/current/deploy/restore /root/copied.zip")
    trial.see(
        "a backup that the program cannot read is refused before anything is stopped",
        code != 0 and "cannot read" in said and trial.visitor().get("/readyz").status == 200,
        said,
    )
    said = trial.run(guide.commands("Restoring"))
    lost = trial.words.pop()
    page = trial.signed_in("communications").get(action)
    trial.see(
        "restored: what was said before the backup is there, what was said after it is not",
        is_there(trial, action) and lost not in page.text,
        said,
    )
    code, said = trial.tried("councilperf-manage check_history")
    trial.see("the history of what was restored is whole", code == 0, said)
    trial.see(
        "what was there before the restore was backed up first",
        "before-restore-" in trial.run("ls /var/backups/councilperf"),
    )
