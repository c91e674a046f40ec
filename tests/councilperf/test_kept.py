from django.apps import apps
from django.db import transaction

from actions.models import Action
from councilperf import demo
from tests.kept import make_or_put_back


def test_rows_that_are_put_back_are_the_rows_that_were_made(db):
    seen = []
    for _ in range(2):
        with transaction.atomic():
            make_or_put_back("twice", lambda: demo.load("rochford"))
            seen.append({model: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()})
            transaction.set_rollback(True)
    made, put_back = seen
    assert put_back == made
    assert len(made[Action]) == 28
