"""A page of the list of posts is read by keys, and shows what the posts themselves would."""

import re
from datetime import date

import pytest

from accounts.models import User
from organisation.models import PartnerBody, Post, PostHolder
from organisation.tables import PostTable

pytestmark = pytest.mark.django_db


@pytest.fixture
def odd_ones(rotherham) -> None:
    """Posts with all that a row may have to say."""
    one, other = Post.objects.order_by("title")[:2]
    nameless = User.objects.create(email="nameless@rotherham.example")
    for person in (nameless, User.objects.exclude(name="").earliest("pk")):
        PostHolder.objects.create(post=one, user=person, starts=date(2005, 4, 1))
    Post.objects.filter(pk=other.pk).update(abbreviation="A&B", directorate=None)
    Post.objects.create(title="<Partner>", partner_body=PartnerBody.objects.create(name="Police & fire"), superior=one)


@pytest.mark.parametrize("address", ["/posts/", "/posts/?sort=superior", "/posts/?exists=all"])
def test_a_page_shows_what_the_posts_themselves_would(odd_ones, as_, address, monkeypatch):
    performance = as_("performance")

    def body() -> list[str]:
        return re.findall(r"<tr class.*?</tr>", performance.get(address).text, re.DOTALL)

    by_keys = body()
    monkeypatch.setattr(PostTable, "reads_by_key", False)
    assert len(by_keys) > 5
    assert by_keys == body()
    assert "nameless@rotherham.example" in "".join(by_keys)
