"""Uploads that are not what they say: mutated ones at every address that takes a file, and bombs in a process of their own."""

from __future__ import annotations

import html
import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import process_time

from proofs import bombs, samples
from proofs.findings import Figure, Findings
from proofs.inside import council
from proofs.mutations import mutated, mutated_text

TITLE = "Uploads that are not what they say"
MANY, FEW = 10_000, 120
SLOWEST = 5.0
"""Seconds of the processor in which an answer comes."""
MUTATED = (
    "Mutated were bytes, parts of zip files, their declared sizes, XML, encodings, words and names, one to four times each, "
    "with the same chance at each run."
)
MEASURED = (
    "A bomb's time is that of the processor inside the check, in a process of its own that had read a good file before; "
    "its memory is the most that process held beyond what it held before."
)
REFUSED = {400, 403, 404, 409, 413, 422}
ADMIN_TAKES = 302


@dataclass(frozen=True)
class Way:
    """A way by which something is uploaded: a good file, and how it is sent."""

    name: str
    sample: bytes | str
    send: Callable
    look: bool = False
    """Whether what was taken is looked over on a page of its own, and taken in from there."""


@dataclass
class Tally:
    """What came of the uploads."""

    answers: Counter = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    slowest: float = 0.0


def run(*, quick: bool) -> Findings:
    """Mutate, upload, count; then the bombs."""
    with council():
        tally = upload_mutated(FEW if quick else MANY)
        figures = [
            Figure(
                f"{tally.answers.total():,} mutated uploads of {len(list(ways()))} kinds, and what was taken of them looked over and taken in",
                "0 answers of 500",
                f"{len(tally.broken)} answers of 500; {_said(tally.answers)}",
                holds=not tally.broken,
            ),
            Figure(
                "rows of all tables and kept files, before and after each refusal",
                "0 differences",
                f"{len(tally.partial)} differences",
                holds=not tally.partial,
            ),
            Figure(
                "the slowest answer to any of them",
                f"under {SLOWEST:.0f} s of the processor",
                f"{tally.slowest:.1f} s",
                holds=not tally.slow,
            ),
        ]
        blown = bombs.measure(list(bombs.BOMBS)[:4] if quick else list(bombs.BOMBS))
        figures += bombs.figures(blown)
    faults = Counter([*tally.broken, *tally.partial, *tally.slow])
    return Findings(
        tuple(figures),
        (
            MUTATED,
            MEASURED,
            *(f"{count} × {fault}" for fault, count in faults.most_common(20)),
            *bombs.notes(blown),
        ),
    )


def ways() -> Iterator[Way]:
    """Every address that takes a file, and every box into which a table or prose is pasted."""
    for kind, files in samples.tables().items():
        for name, content in files:
            yield Way(name, content, _sender("uploads", "file", kind=kind), look=True)
    about = {"what": "new", "title": "Mutated", "written_on": "10 September 2007"}
    for name, content in samples.plans():
        yield Way(name, content, _sender("plan-import", "file", **about), look=True)
    for name, text in (("tabs", samples.as_tabs()), ("html", samples.as_html()), ("csv", samples.as_csv())):
        yield Way(f"pasted {name}", text, _sender("plan-import", "text", **about), look=True)
    for name, content in samples.pdfs():
        yield Way(name, content, _sender("item-attachments", "file", title="Mutated"))
    for name, content in samples.logos():
        yield Way(name, content, _send_logo)
    yield Way("prose pasted into a report", samples.as_html(), _send_prose)


def upload_mutated(times: int) -> Tally:
    """Upload so many mutated files, by each way in turn."""
    from django.db import transaction
    from django.test import Client

    from accounts.models import User

    chance, tally, known = Random(1974), Tally(), list(ways())
    team = Client()
    team.force_login(User.objects.get(email="performance@rotherham.example"))
    logging.disable(logging.CRITICAL)
    try:
        for number in range(times):
            way = known[number % len(known)]
            made = _mutated(way.sample, chance)
            with transaction.atomic():
                _try(team, way, made, chance, tally)
                transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
    return tally


def _mutated(sample: bytes | str, chance: Random) -> bytes | str:
    if isinstance(sample, bytes):
        return mutated(sample, chance)
    return mutated_text(sample, chance).encode("utf-8", "replace").decode()  # a browser sends nothing else


def _try(team, way: Way, made: bytes | str, chance: Random, tally: Tally) -> None:
    """One upload, and whatever comes of it when it is taken in."""
    before, began = _counted(), process_time()
    answer = _asked(tally, way, lambda: way.send(team, way.name, made, chance))
    _timed(tally, way, began)
    if answer is None:
        return
    tally.answers[answer.status_code] += 1
    if answer.status_code in REFUSED and (differs := _differences(before, _counted())):
        tally.partial.append(f"{way.name}: {differs}")
    if not way.look or answer.status_code != ADMIN_TAKES:
        return
    began = process_time()
    page = _asked(tally, way, lambda: team.get(answer["Location"]))
    _timed(tally, way, began)
    seen = re.search(r'name="seen" value="([^"]*)"', page.content.decode()) if page else None
    if seen is None:
        return
    before, began = _counted(), process_time()
    taken = _asked(
        tally, way, lambda: team.post(answer["Location"], {"seen": html.unescape(seen[1]), "confirmed": "yes"})
    )
    _timed(tally, way, began)
    if taken is not None:
        done = "was done" not in "".join(str(said) for said in taken.wsgi_request._messages)
        tally.answers["taken in" if done else "not taken in"] += 1
        if not done and (differs := _differences(before, _counted())):
            tally.partial.append(f"{way.name}, taken in: {differs}")


def _asked(tally: Tally, way: Way, ask: Callable):
    try:
        answer = ask()
    except Exception as failed:  # noqa: BLE001 - whatever it is, somebody would have seen a page of 500
        frames = []
        walk = failed.__traceback__
        while walk:
            frames.append(f"{Path(walk.tb_frame.f_code.co_filename).name}:{walk.tb_lineno}")
            walk = walk.tb_next
        tally.answers[500] += 1
        tally.broken.append(f"{way.name}: {type(failed).__name__}: {str(failed)[:80]} ({' '.join(frames[-3:])})")
        return None
    if answer.status_code >= 500:
        tally.broken.append(f"{way.name}: {answer.status_code}")
    return answer


def _timed(tally: Tally, way: Way, began: float) -> None:
    took = process_time() - began
    tally.slowest = max(tally.slowest, took)
    if took > SLOWEST:
        tally.slow.append(f"{way.name} took {took:.0f} s")


def _counted() -> dict[str, int]:
    """How many rows each table has, and how many files are kept."""
    from django.conf import settings
    from django.db import connection

    names = [
        name for name in connection.introspection.table_names() if name not in ("django_session", "sqlite_sequence")
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM {name}" for name in names))
        found = dict(cursor.fetchall())
    return found | {"files": sum(len(files) for _, _, files in os.walk(settings.MEDIA_ROOT))}


def _differences(before: dict[str, int], after: dict[str, int]) -> str:
    return ", ".join(f"{name} {after[name] - before[name]:+}" for name in after if after[name] != before.get(name, 0))


def _said(answers: Counter) -> str:
    return ", ".join(f"{count:,} × {answer}" for answer, count in answers.most_common())


def _file(name: str, content: bytes, chance: Random):
    """A file under its own name or an odd one, of its own type or another."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    odd = (
        name,
        name,
        name,
        "x" * 300 + name,
        f"..\\..\\{name}",
        f"\u202e{name}",
        name.rpartition(".")[0] or name,
        "\u0663.csv",
        "a\x00.xlsx",
    )
    kinds = ("application/octet-stream", "text/csv", "image/png", "text/html")
    return SimpleUploadedFile(chance.choice(odd), content, content_type=chance.choice(kinds))


def _sender(address: str, box: str, **about: str) -> Callable:
    """Sends something to an address with what else its form asks for."""

    def send(team, name: str, made: bytes | str, chance: Random):
        from django.urls import reverse

        from meetings.models import Meeting

        item = [Meeting.objects.get(date="2007-09-10").pk, 5] if address == "item-attachments" else []
        sent = made if isinstance(made, str) else _file(name, made, chance)
        return team.post(reverse(address, args=item), about | {box: sent})

    return send


def _send_logo(team, name: str, made: bytes, chance: Random):
    """The council's own form in the admin, with another logo."""
    page = team.get("/admin/organisation/council/1/change/").content.decode()
    fields = dict(re.findall(r'<input type="(?:hidden|text|number)" name="([^"]+)" value="([^"]*)"', page))
    for select, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[select] = chosen[1] if chosen else ""
    fields = {key: html.unescape(value) for key, value in fields.items()}
    return team.post("/admin/organisation/council/1/change/", fields | {"logo": _file(name, made, chance)})


def _send_prose(team, name: str, made: str, chance: Random):
    """A section of a report as its editor sends it."""
    from django.urls import reverse

    from meetings.models import CommitteeReport

    report = CommitteeReport.objects.get(state="review")
    heading = report.template.headings.filter(field="").first()
    return team.post(
        reverse("keep-draft", args=[report.pk]),
        {"heading": heading.pk, f"h{heading.pk}-text": made, f"h{heading.pk}-opened": 0},
    )
