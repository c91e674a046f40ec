"""A page of the list of actions is read by keys, and shows what the actions themselves would."""

import re

import pytest
from django.utils import timezone

from actions.models import Action, DateChange, Milestone, Update
from actions.tables import ActionTable
from core.statements import filled_up
from organisation.models import Post

ADDRESSES = (
    "/actions/?closed=all",
    "/actions/?closed=all&page=2",
    "/actions/?sort=-due",
    "/actions/?sort=lead&slipped=any",
)


@pytest.fixture
def odd_ones(rotherham) -> None:
    """Actions with all that a row may have to say."""
    action, bare, *_ = Action.objects.order_by("pk")
    first, second = Post.objects.order_by("-title")[:2]
    action.contributors.set([first, second])
    Update.objects.create(action=action, unchanged=True, at=timezone.now())
    Update.objects.create(action=bare, status="slipped", at=timezone.now())
    Update.objects.create(action=bare, words="Closed it.", effect="closed", at=timezone.now())
    milestone = Milestone.objects.filter(due_on__isnull=False).earliest("pk")
    moved = {"was": milestone.due_on, "becomes": milestone.due_on.replace(year=2009), "reason": "Late."}
    now = timezone.now()
    DateChange.objects.create(milestone=milestone, requested_at=now, decided_at=now, **moved)
    Milestone.objects.filter(pk=milestone.pk).update(due_on=moved["becomes"])
    Milestone.objects.create(action=Action.objects.create(title="<Nobody's> & undated"), date_as_written="Ongoing")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_shows_what_the_actions_themselves_would(odd_ones, as_, address, monkeypatch):
    performance = as_("performance")

    def body() -> list[str]:
        return re.findall(r"<tr class.*?</tr>", performance.get(address).text, re.DOTALL)

    by_keys = body()
    monkeypatch.setattr(ActionTable, "reads_by_key", False)
    assert len(by_keys) > 3
    assert by_keys == body()


def test_keys_are_filled_up_to_few_sizes():
    assert filled_up([7]) == [7] * 5
    assert filled_up([*range(50)]) == [*range(50)]
    assert filled_up([*range(51)]) == [*range(51), *[50] * 49]
    assert {len(filled_up([*range(n)])) for n in range(1, 501)} == {5, 10, 25, 50, 100, 250, 500}
