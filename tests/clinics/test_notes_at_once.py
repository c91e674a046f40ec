"""Several people write notes at the same moment: every line is kept, and one that is sent twice is stored once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection

from clinics.choices import NoteKind, State
from clinics.models import Clinic, Note, Sitting
from clinics.services import schedule
from clinics.services.notes import note_line
from clinics.services.sittings import begin
from history.guards import opened

TODAY = date(2007, 9, 10)


def apart(work, *args):
    """Do something on a connection of its own, where it is stored for all to see."""
    try:
        return work(*args)
    finally:
        connection.close()


def make() -> Sitting:
    clinic = Clinic.objects.create(title="x", state=State.AGREED)
    return begin(sitting=schedule(clinic=clinic, on=TODAY), briefing={})


def write(sitting: Sitting, token: UUID) -> None:
    note_line(sitting=sitting, kind=NoteKind.DISCUSSION, text=str(token), token=token)


@opened("a test")
def take_out(sitting: Sitting) -> list[tuple[int, str]]:
    """What was noted; nothing of it is left for other tests."""
    notes = list(sitting.notes.values_list("order", "text"))
    for model, key in ((Note, "sitting_id"), (Sitting, "id"), (Clinic, "id")):
        value = sitting.clinic_id if model is Clinic else sitting.pk
        model.objects.filter(**{key: value}).delete()
        model.history.filter(**{key: value}).delete()
    return notes


@pytest.mark.django_db
def test_lines_written_at_the_same_moment_are_all_kept_and_one_sent_twice_once(settings):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other")
    settings.COUNCIL_TODAY = TODAY
    tokens = [uuid4() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        sitting = pool.submit(apart, make).result()
        try:
            for done in [pool.submit(apart, write, sitting, token) for token in tokens * 2]:
                done.result()
        finally:
            notes = pool.submit(apart, take_out, sitting).result()
    assert sorted(text for _, text in notes) == sorted(map(str, tokens))
    assert [order for order, _ in notes] == [1, 2, 3, 4]
