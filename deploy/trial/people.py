"""What people do on the site: an update is said, a pack is built."""

from __future__ import annotations

import re
import time

from deploy.trial.trial import Trial


def say(trial: Trial, words: str, action: str = "") -> str:
    """Somebody says what has happened to an action, their first unless one is named; gives its address."""
    officer = trial.signed_in("communications")
    action = action or re.findall(r'href="(/actions/\d+/)"', officer.get("/actions/mine/").text)[0]
    page = officer.send(officer.get(action), "update", status="on_track", words=words, unchanged=None)
    trial.see(
        f"an officer says “{words}” of {action}",
        page.status == 200 and words in page.text and "Your update is saved." in page.text,
        (page.status, re.findall(r"error-message[^>]*>([^<]+)", page.text)),
    )
    trial.words.append(words)
    return action


def is_there(trial: Trial, action: str) -> bool:
    """Whether everything that was said of an action is there, and nothing else of ours."""
    page = trial.signed_in("communications").get(action)
    return page.status == 200 and all(words in page.text for words in trial.words)


def build_a_pack(trial: Trial) -> None:
    """A pack is asked for, made by a worker, and fetched."""
    team = trial.signed_in("performance")
    meeting = re.findall(r'href="(/meetings/\d+/)"', team.get("/meetings/").text)[0]
    begun = time.monotonic()
    team.send(team.get(f"{meeting}pack/"), "pack/build", audience="public")
    paths: list[str] = []

    def ready() -> bool:
        paths[:] = re.findall(rf'href="({meeting}pack/public-\d+\.pdf)"', team.get(f"{meeting}pack/").text)
        return bool(paths)

    trial.see("a pack is built by a worker", trial.until(ready, 120))
    if paths:
        pack = team.get(paths[0])
        trial.see(
            f"and fetched: {len(pack.content):,} bytes after {time.monotonic() - begun:.0f} s",
            pack.status == 200 and pack.content.startswith(b"%PDF-"),
            pack.status,
        )
