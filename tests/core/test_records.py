import ast
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from accounts.models import Guess
from core.clock import now
from core.records import StaleWriteError, create_many, like, note_on, save_many, store_derived
from indicators.choices import Polarity
from indicators.models import Indicator, IndicatorSet
from organisation.models import Directorate


def test_the_second_of_two_who_opened_a_row_is_told(db):
    Directorate.objects.create(name="Finance")
    mine, theirs = Directorate.objects.get(), Directorate.objects.get()
    theirs.abbreviation = "FIN"
    theirs.save()
    mine.abbreviation = "FS"
    with pytest.raises(StaleWriteError, match="Someone else has changed “Finance”"):
        mine.save()
    assert Directorate.objects.get().abbreviation == "FIN"


def test_each_save_leaves_a_row_in_the_history(db):
    directorate = Directorate.objects.create(name="Finance")
    directorate.abbreviation = "FIN"
    directorate.save()
    assert list(directorate.history.values_list("abbreviation", "version", "history_type")) == [
        ("FIN", 2, "~"),
        ("", 1, "+"),
    ]


def lines_of(*rows) -> list[dict]:
    """The history of rows without what differs from row to row."""
    about = {"history_id", "history_date", "id", "name"}
    return [
        [{k: v for k, v in line.items() if k not in about} for line in row.history.order_by("history_id").values()]
        for row in rows
    ]


def test_many_new_rows_are_stored_as_each_alone_would_be_in_one_statement_and_one_of_history(db):
    council = IndicatorSet(code="LPI", title="Local")
    council.save()
    facts = {"title": "T", "unit": "%", "decimal_places": 1, "polarity": "range", "materiality": Decimal("0.5")}
    many = [
        Indicator(
            set=council, ref=f"L{n}", sort_key=f"L{n:03}", range_low=Decimal(n), name_to_check=n % 2 == 0, **facts
        )
        for n in range(300)
    ]
    with CaptureQueriesContext(connection) as asked:
        create_many(many)
    written = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    stored = "COPY " if connection.vendor == "postgresql" else "300 times: INSERT "
    begins = ("SELECT ", stored, "INSERT ")
    assert [sql for sql, wanted in zip(written, begins, strict=True) if not sql.startswith(wanted)] == []
    alone = Indicator(
        set=council, ref="L7 alone", sort_key="L7 alone", range_low=Decimal(7), name_to_check=False, **facts
    )
    alone.save()
    stored = {row.ref: row for row in Indicator.objects.all()}
    assert [stored[row.ref].pk for row in many] == [row.pk for row in many]
    assert not many[0]._state.adding
    besides = ("id", "ref", "sort_key")
    one, other = (
        {
            field.attname: getattr(row, field.attname)
            for field in Indicator._meta.concrete_fields
            if field.name not in besides
        }
        for row in (stored["L7"], stored["L7 alone"])
    )
    assert one == other


def test_many_new_rows_know_what_they_hang_on_where_that_was_stored_in_the_meantime(db):
    council = IndicatorSet(code="LPI", title="Local")
    one = Indicator(set=council, ref="L1", sort_key="L1", title="T")
    with pytest.raises(ValueError, match="unsaved related object"):
        create_many([one])
    council.save()
    create_many([one])
    assert Indicator.objects.get().set == council


def test_many_rows_leave_the_history_that_each_alone_would(person):
    officer = person(Role.PERFORMANCE)
    many = [Directorate(name=f"D{n}", starts=date(2006, 4, n)) for n in (1, 2)]
    create_many(many, by=officer)
    with transaction.atomic():
        known = list(Directorate.objects.select_for_update().order_by("name"))
        for row in known:
            row.abbreviation, row.starts = row.name, None
        save_many(known, ["abbreviation", "starts"], by=officer)
    for row, stored in zip(known, Directorate.objects.order_by("name"), strict=True):
        assert (stored.abbreviation, stored.starts, stored.version) == (row.name, None, 2)
        alone = Directorate(name=f"{row.name} alone", starts=date(2006, 4, int(row.name[1:])))
        alone._history_user = officer
        alone.save()
        alone.abbreviation, alone.starts = row.name, None
        alone.save()
        assert lines_of(stored) == lines_of(alone)
        assert {line.history_user for line in stored.history.all()} == {officer}


def test_a_save_leaves_alone_what_was_worked_out_since_the_row_was_read(db):
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    early = Indicator.objects.create(set=bvpi, ref="BV8", title="Invoices")
    now = Indicator.objects.get()
    now.figures_since = date(2006, 4, 1)
    store_derived([now], ["figures_since"])
    early.title = "Invoices paid on time"
    early.save()
    stored = Indicator.objects.get()
    assert (stored.title, stored.figures_since, stored.version) == ("Invoices paid on time", date(2006, 4, 1), 2)
    assert not hasattr(stored.history.first(), "figures_since")


def test_rows_are_written_past_save_in_one_place_only():
    """``update()`` and ``bulk_update()`` leave no history, so only core.records may call them, and migrations."""
    offenders = []
    for app in (
        "accounts",
        "organisation",
        "indicators",
        "actions",
        "improvement_plan",
        "clinics",
        "meetings",
        "publishing",
        "frameworks",
        "reminders",
        "search",
        "councilperf",
        "core",
    ):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            if path.name == "records.py" or path.parent.name == "migrations":
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    called = node.func.attr
                    of_rows = called == "update" and node.keywords and not node.args
                    on_rows = of_rows and isinstance(node.func.value, ast.Call | ast.Attribute)
                    if called in {"bulk_update", "bulk_create"} or (on_rows and "environ" not in ast.dump(node.func)):
                        offenders.append(f"{path.relative_to(settings.BASE_DIR)}:{node.lineno}")
    assert offenders == []


def test_what_happened_to_rows_is_noted_only_where_nobody_edits_them(db, person):
    jo = person()
    Guess.objects.create(of="x", at=now())
    assert note_on(Guess.objects.all(), of="y") == 1
    assert Guess.objects.get().of == "y"
    with pytest.raises(TypeError, match="User is edited by people"):
        note_on(type(jo).objects.all(), name="Nobody")
    jo.refresh_from_db()
    assert jo.name != "Nobody"


def test_a_new_row_made_like_another_is_stored_as_one_that_was_made_by_itself(db):
    council = IndicatorSet(code="LPI", title="Local")
    council.save()
    blank = Indicator(ref="L1", title="T", materiality=Decimal("0.5"))
    made, alone = like(blank, set=council), Indicator(ref="L2", title="T", materiality=Decimal("0.5"), set=council)
    made.title = "U"
    assert (blank.title, blank.set_id, made.set, made.pk) == ("T", None, council, None)
    made.title = "T"
    create_many([made, alone])
    [(one,), (other,)] = lines_of(made, alone)
    assert one | {"ref": ""} == other | {"ref": ""}
    assert [Indicator.objects.get(ref=row.ref).pk for row in (made, alone)] == [made.pk, alone.pk]


def test_new_rows_take_the_keys_of_what_was_stored_since_they_were_made(db):
    council = IndicatorSet(code="LPI", title="Local")
    row = like(Indicator(ref="L1", title="T"), set=council)
    council.save()
    create_many([row])
    assert Indicator.objects.get().set == council


def test_whatever_is_written_in_many_new_rows_is_stored_as_it_is_in_one(db):
    texts = ["\\", "\\N", "a\tb", "line\nline", "\r\n", "“é” % %s", "'", '"', ""]
    council = IndicatorSet(code="LPI", title="Local")
    council.save()
    rows = [
        Indicator(
            set=council, ref=f"L{n}", sort_key=f"L{n:03}", title=texts[n % len(texts)], polarity=Polarity.RANGE,
            range_low=Decimal(n).scaleb(-2), is_public=n % 2 == 0, closed_on=date(2007, 4, 1) if n % 3 else None,
        )
        for n in range(60)
    ]  # fmt: skip
    create_many(rows)
    fields = ("pk", "ref", "title", "polarity", "range_low", "range_high", "is_public", "closed_on", "version", "set")
    stored = list(Indicator.objects.order_by("pk").values_list(*fields))
    assert stored == [tuple(council.pk if name == "set" else getattr(row, name) for name in fields) for row in rows]
    with pytest.raises(IntegrityError), transaction.atomic():
        create_many([Indicator(set=council, ref=f"L{n}", title="T") for n in range(60)])
