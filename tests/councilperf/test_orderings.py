"""Each list has one order: where two rows are alike in what a list is sorted by, something still says which comes first.

PostgreSQL gives rows that tie in whatever order its plan finds them, so a paper might differ from one hour to the next.
"""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

OURS = {path.parent.name for path in settings.BASE_DIR.glob("*/apps.py")}
ORDERED = [model for model in apps.get_models() if model._meta.app_label in OURS and model._meta.ordering]


def sorted_by(model: type[models.Model]) -> set[str]:
    """The fields of the model's own order, without their direction."""
    return {field.lstrip("-") for field in model._meta.ordering}


def ever_unique(model: type[models.Model]) -> list[set[str]]:
    """The sets of fields in which no two rows of the model are alike."""
    constraints = [row for row in model._meta.constraints if isinstance(row, models.UniqueConstraint)]
    together = [set(row.fields) for row in constraints if row.fields and row.condition is None]
    return [{"pk"}, *({field.name} for field in model._meta.fields if field.unique), *together]


@pytest.mark.parametrize("model", ORDERED, ids=lambda model: model._meta.label)
def test_no_two_rows_tie(model):
    assert any(fields <= sorted_by(model) for fields in ever_unique(model)), (
        f"{model._meta.label} is sorted by {sorted_by(model)}, in which two rows may be alike: end it with pk."
    )


def test_every_app_is_looked_at():
    assert {"meetings", "indicators", "actions", "improvement_plan", "organisation"} <= {
        model._meta.app_label for model in ORDERED
    }
