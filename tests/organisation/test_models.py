from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.periods import Period
from organisation.models import Council, Directorate, PartnerBody, Post, PostHolder, ReportingPeriod
from organisation.services import reporting_period


def refused(row) -> str:
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return " ".join(caught.value.messages)


def test_there_is_one_council_in_a_database(council):
    second = Council(pk=2, name="Other", short_name="Other", kind="district")
    assert "There is one council in a database" in refused(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_a_post_belongs_to_a_directorate_or_to_a_partner_but_not_to_both(db):
    post = Post(
        title="LSP Manager",
        directorate=Directorate.objects.create(name="D"),
        partner_body=PartnerBody.objects.create(name="P"),
    )
    assert "to a directorate or to a partner body, not to both" in refused(post)


def test_a_post_does_not_answer_to_itself(db):
    post = Post.objects.create(title="Head")
    post.superior = post
    assert "A post cannot answer to itself" in refused(post)


def test_nothing_ends_before_it_starts(db, person):
    holder = PostHolder(
        post=Post.objects.create(title="Head"), user=person(), starts=date(2007, 4, 1), ends=date(2007, 3, 31)
    )
    assert "The end is before the start" in refused(holder)


def test_a_post_is_held_from_its_first_to_its_last_day(db, person):
    someone, post = person(), Post.objects.create(title="Head")
    PostHolder.objects.create(post=post, user=someone, starts=date(2007, 4, 1), ends=date(2007, 9, 10))
    held = {
        day: Post.objects.held_by(someone, day).exists()
        for day in (date(2007, 3, 31), date(2007, 4, 1), date(2007, 9, 10), date(2007, 9, 11))
    }
    assert list(held.values()) == [False, True, True, False]


def test_a_period_works_out_its_days_and_when_its_figures_are_due(council):
    quarter = reporting_period(Period.parse("2007/08 Q1"))
    assert (quarter.starts, quarter.ends, quarter.due_on) == (date(2007, 4, 1), date(2007, 6, 30), date(2007, 8, 11))
    assert reporting_period(Period.parse("2007/08 Q1")) == quarter


def test_a_fifth_quarter_is_refused(db):
    assert "A year has 4 of these" in refused(
        ReportingPeriod(kind="quarter", year=2007, number=5, due_on=date(2008, 1, 1))
    )


def test_a_locked_period_says_by_whom(db):
    period = reporting_period(Period.parse("2006/07"))
    period.locked_at = timezone.now()
    assert "when it was locked and by whom" in refused(period)
