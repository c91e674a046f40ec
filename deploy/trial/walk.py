"""All that is tried, in order."""

from __future__ import annotations

from deploy.trial.backups import restore, run_timers
from deploy.trial.failures import stop_and_kill
from deploy.trial.installation import first_person, install, install_again, look_at_metrics, look_at_services, restart
from deploy.trial.lines import look_at_lines
from deploy.trial.outside import look_from_outside
from deploy.trial.people import build_a_pack, say
from deploy.trial.trial import Trial
from deploy.trial.upgrades import upgrade_and_go_back


def everything(trial: Trial) -> None:
    """All of it, in order."""
    install(trial)
    trial.run("councilperf-manage load_demo rotherham >/dev/null")
    first_person(trial, "councilperf-manage createsuperuser")
    look_at_services(trial)
    look_from_outside(trial)
    look_at_metrics(trial)
    look_at_lines(trial)
    action = say(trial, "Said on the first day.")
    build_a_pack(trial)
    stop_and_kill(trial)
    run_timers(trial)
    restore(trial, action)
    install_again(trial)
    restart(trial)
    upgrade_and_go_back(trial, action)
    failed = trial.run("systemctl list-units --failed --no-legend 'councilperf*'")
    trial.see("no unit has failed in the end", not failed, failed)
