from datetime import date

import pytest

from clinics.models import Clinic, ClinicIndicator, Invitee, Sitting
from indicators.models import Indicator, IndicatorSet
from organisation.models import Post


@pytest.fixture
def posts(db) -> dict[str, Post]:
    return {
        name: Post.objects.create(title=name) for name in ("caller", "chair", "gone", "officer", "director", "owner")
    }


@pytest.fixture
def clinic(posts) -> Clinic:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    made = Clinic.objects.create(title="Invoices", called_by=posts["caller"])
    Sitting.objects.create(clinic=made, date=date(2007, 5, 1), chair=posts["chair"])
    Sitting.objects.create(clinic=made, date=date(2007, 5, 2), chair=posts["gone"], cancelled_because="Snow.")
    Invitee.objects.create(clinic=made, role="performance_officer", post=posts["officer"])
    Invitee.objects.create(clinic=made, role="director", post=posts["director"])
    Invitee.objects.create(clinic=made, role="cabinet_member")
    owned = Indicator.objects.create(set=bvpi, ref="BV8", title="Paid", polarity="higher", owner=posts["owner"])
    unowned = Indicator.objects.create(set=bvpi, ref="BV9", title="Tax", polarity="higher")
    for indicator in (owned, unowned):
        ClinicIndicator.objects.create(clinic=made, indicator=indicator)
    return made


def named(posts: dict[str, Post], keys: frozenset[int]) -> set[str]:
    return {name for name, post in posts.items() if post.pk in keys}


def test_it_is_kept_by_who_called_it_chairs_it_or_prepares_it(clinic, posts, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert named(posts, clinic.keeper_posts) == {"caller", "chair", "officer"}


def test_of_its_progress_speak_also_owners_and_those_who_are_to_come(clinic, posts, django_assert_num_queries):
    with django_assert_num_queries(4):
        found = clinic.reporter_posts
    assert named(posts, found) == {"caller", "chair", "officer", "director", "owner"}
    assert None not in found
