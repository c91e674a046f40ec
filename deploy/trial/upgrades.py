"""Upgrades and ways back, while somebody asks for pages all the time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.trial import guide
from deploy.trial.people import is_there, say
from deploy.trial.releases import BROKEN, CHANGED, FIRST, SECOND, another, broken, with_a_table
from deploy.trial.trial import Trial


def upgrade_and_go_back(trial: Trial, action: str) -> None:
    """To a release with the same tables and back; to one with others and back; to one that does not run."""
    trial.machine.copy(another(trial.folder, SECOND), "/root/")
    with asking(trial) as answers:
        said = trial.run(guide.commands("Upgrading"))
    trial.see(
        f"upgraded to {SECOND} while {len(answers)} requests were made: 0 refused",
        running(trial) == SECOND and answers and set(answers) == {200},
        (said, {status: answers.count(status) for status in set(answers)}),
    )
    trial.see("nothing that was saved is lost", is_there(trial, action))
    with asking(trial) as answers:
        trial.run(guide.commands("Going back"))
    trial.see(
        f"back on {FIRST} while {len(answers)} requests were made: 0 refused",
        running(trial) == FIRST and answers and set(answers) == {200},
        {status: answers.count(status) for status in set(answers)},
    )

    trial.machine.copy(another(trial.folder, CHANGED, with_a_table), "/root/")
    with asking(trial) as answers:
        code, said = trial.tried(f"/opt/councilperf/current/deploy/upgrade /root/councilperf-{CHANGED}.tar.gz")
    trial.see(
        f"upgraded to {CHANGED}, which changes tables: {answers.count(200)} requests answered, {answers.count(503)} told to wait, 0 anything else",
        code == 0 and running(trial) == CHANGED and set(answers) <= {200, 503},
        (said, set(answers)),
    )
    say(trial, "Said on the release with other tables.", action)
    code, said = trial.tried("/opt/councilperf/current/deploy/rollback")
    trial.see(
        "a way back over changed tables is refused, and the change named",
        code != 0 and running(trial) == CHANGED and "9999_trial" in said,
        said,
    )
    code, said = trial.tried(
        f"/opt/councilperf/current/deploy/rollback --restore $(ls /var/backups/councilperf/before-{CHANGED}-*.zip)"
    )
    lost = trial.words.pop()
    trial.see(
        f"with the backup it is gone, and only “{lost}” is lost",
        code == 0
        and running(trial) == FIRST
        and is_there(trial, action)
        and lost not in trial.signed_in("communications").get(action).text,
        said,
    )

    trial.machine.copy(another(trial.folder, BROKEN, broken), "/root/")
    code, said = trial.tried(f"/opt/councilperf/current/deploy/upgrade /root/councilperf-{BROKEN}.tar.gz")
    tables = trial.run(
        "runuser -u postgres -- psql -At councilperf -c \"SELECT count(*) FROM pg_tables WHERE tablename = 'deploy_trial'\""
    )
    trial.see(
        "an upgrade to a release that does not run takes itself back, tables and all",
        code != 0 and running(trial) == FIRST and tables == "0",
        (code, tables, said),
    )
    trial.see("and nothing that was saved is lost", is_there(trial, action))
    code, said = trial.tried(guide.commands("Upgrading").replace(SECOND, FIRST))
    trial.see(
        "an upgrade to what runs already does nothing",
        (code == 0 and "runs already" in said) or "no file" in said,
        said,
    )


def running(trial: Trial) -> str:
    """The release that runs."""
    return trial.run("basename $(readlink /opt/councilperf/current)")


@contextmanager
def asking(trial: Trial) -> Iterator[list[int]]:
    """Somebody who asks for a page of the program all the time, ten times a second; gives the statuses. 0 is no answer."""
    answers: list[int] = []
    over = threading.Event()

    def ask() -> None:
        visitor = trial.visitor()
        while not over.is_set():
            try:
                answers.append(visitor.get("/sign-in/").status)
            except OSError:
                answers.append(0)
            over.wait(0.1)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join()
