import ast
from pathlib import Path

import pytest
from django.conf import settings

from core.records import StaleWriteError
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


def test_rows_are_written_past_save_in_one_place_only():
    """``update()`` and ``bulk_update()`` leave no history, so only core.records may call them."""
    offenders = []
    for app in (
        "accounts",
        "organisation",
        "indicators",
        "actions",
        "improvement_plan",
        "clinics",
        "meetings",
        "councilperf",
        "core",
    ):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            if path.name == "records.py":
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    called = node.func.attr
                    on_rows = called == "update" and isinstance(node.func.value, ast.Call | ast.Attribute)
                    if called in {"bulk_update", "bulk_create"} or (on_rows and "environ" not in ast.dump(node.func)):
                        offenders.append(f"{path.relative_to(settings.BASE_DIR)}:{node.lineno}")
    assert offenders == []
