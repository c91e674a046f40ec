"""Pages of each kind of the invented council, opened as each role: every page is opened of Rotherham's, which has more to show."""

import pytest

from tests.councilperf.test_demonstration_pages import over_the_most

pytestmark = [pytest.mark.whole, pytest.mark.one_database]


@pytest.mark.parametrize("who", ["housing", "performance", "member", "viewer"])
def test_each_kind_of_page_of_the_example_takes_at_most_twelve_queries(merrowdale, as_, who):
    assert over_the_most(as_(who), period="2026/27 Q1", every=False) == {}


def test_a_partner_finds_what_their_post_is_asked_for(merrowdale, as_):
    answer = as_("partnership").get("/")
    assert "Partnership Manager, Safer Merrowdale" in answer.content.decode()
