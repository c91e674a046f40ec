"""What is written down of a request, what is left out, and how lines are rotated."""

from __future__ import annotations

import json

from deploy.trial.trial import Trial
from proofs.visitor import Page, Visitor

LEFT_OUT = "Zwetschgenkuchen"


def ask_what_is_left_out(stranger: Visitor) -> Page:
    """Ask for what may be written down nowhere: a search, keys in addresses, more than the site takes."""
    asked = stranger.get(f"/search/?q={LEFT_OUT}")
    stranger.get(f"/u/{LEFT_OUT}:1abcde:fgh/")
    stranger.get(f"/sign-in/password/{LEFT_OUT}/abc-def/")
    stranger.ask("POST", f"/indicators/?q={LEFT_OUT}", b"x" * 41_000_000)
    return asked


def look_at_lines(trial: Trial) -> None:
    """What is written down of a request, by nginx and by the program."""
    stranger = trial.visitor()
    asked = ask_what_is_left_out(stranger)
    number = asked.headers.get("x-request-id", "")
    trial.run("sleep 1; journalctl --sync")
    lines = trial.run("cat /var/log/nginx/*.log; journalctl --no-pager --output=cat")
    access = [json.loads(line) for line in trial.run("cat /var/log/nginx/councilperf.access.log").splitlines()]
    trial.see(
        "what was searched for, and keys, are on no line of nginx or the program",
        LEFT_OUT not in lines,
        [line for line in lines.splitlines() if LEFT_OUT in line][:3],
    )
    trial.see("nginx's line of a mailed link has no key", any(line["path"] == "/u/…" for line in access))
    trial.see("no address of a person's machine", trial.machine.address.rsplit(".", 1)[0] not in json.dumps(access))
    told = trial.run(
        f"journalctl --no-pager --output=cat -u councilperf-web | grep -c '{number}'" if number else "echo 0"
    )
    trial.see(
        "one number of a request on nginx's line, the program's and in the answer",
        told != "0" and any(line["request"] == number for line in access),
        number,
    )
    trial.run("logrotate --force /etc/logrotate.d/nginx && sleep 1")
    stranger.get("/livez")
    trial.see(
        "nginx's lines are rotated, and go on in the new file",
        trial.run(
            "ls /var/log/nginx/councilperf.access.log.1 && wc -l < /var/log/nginx/councilperf.access.log"
        ).splitlines()[-1]
        != "0",
    )
    trial.see("the journal is kept over a restart", trial.run("ls -d /var/log/journal/*") != "")
