"""What serves an outcome is linked and taken off, many at once, and each keeps it in its history."""

import pytest
from django.urls import reverse
from lxml import html

from accounts.choices import Role
from actions.models import Action
from organisation.services.outcomes import serve


def refs(outcome) -> list[str]:
    return [row.ref for row in outcome.indicators.order_by("ref")] + [
        row.title for row in outcome.actions.order_by("title")
    ]


@pytest.fixture
def links(served, signed_in):
    address = reverse("outcome-links", args=[served.framework.pk, served.first.pk])
    team = signed_in(Role.PERFORMANCE)

    def post(do: str, *things):
        named = [f"{type(thing).__name__.lower()}-{thing.pk}" for thing in things]
        return team.post(address, {"do": do, "thing": named}, follow=True)

    post.get = lambda **asked: team.get(address, asked)
    return post


def test_many_are_linked_at_once_and_taken_off_again(served, links):
    one, two, act = served.indicator("A1"), served.indicator("A2", served.second), served.action("Build")
    assert "3\u00a0things linked." in links("link", one, two, act).content.decode()
    assert refs(served.first) == ["A1", "A2", "Build"]
    assert refs(served.second) == ["A2"]
    assert "2\u00a0things taken off." in links("unlink", one, act).content.decode()
    assert refs(served.first) == ["A2"]


def test_what_is_linked_is_in_the_history_of_the_thing(served, links):
    act = served.action("Build")
    links("link", act)
    latest = act.history.first()
    assert [row.outcome_id for row in latest.outcomes.all()] == [served.first.pk]
    links("unlink", act)
    assert not act.history.first().outcomes.exists()


def test_linking_what_is_linked_changes_nothing_and_says_so(served, links):
    act = served.action("Build", served.first)
    before = act.history.count()
    assert "All that was ticked is linked already." in links("link", act).content.decode()
    assert act.history.count() == before


def test_ticking_nothing_or_what_is_not_there_links_nothing(served, links):
    assert "Nothing was linked: tick what serves it." in links("link").content.decode()
    page = links("link", type("Action", (), {"pk": 10**12})(), type("Clinic", (), {"pk": 1})())
    assert "Nothing was linked" in page.content.decode()
    assert refs(served.first) == []


def test_words_find_by_reference_title_post_and_plan(served, links):
    served.indicator("A1")
    act = served.action("Sweep the streets")
    served.action("Count the bins")
    served.plan("The Plan", ("7.3", act))
    for words, found in (
        ("A1", ["KPI A1 Measure A1"]),
        ("sweep", ["Sweep the streets"]),
        ("7.3", ["Sweep the streets"]),
    ):
        tree = html.document_fromstring(links.get(q=words).content)
        labels = [label.text.strip() for label in tree.xpath("//label[contains(@for,'on-')]")]
        assert labels == found
    assert "No other of the actions matches “zzzz”" in links.get(q="zzzz").content.decode()


def test_what_is_linked_is_not_offered_again(served, links):
    served.indicator("A1", served.first)
    tree = html.document_fromstring(links.get().content)
    assert [box.get("id") for box in tree.xpath("//input[@name='thing']")] == [
        f"off-indicator-{served.first.indicators.get().pk}"
    ]


def test_after_linking_one_comes_back_to_the_same_words(served, signed_in):
    act = served.action("Build")
    address = reverse("outcome-links", args=[served.framework.pk, served.first.pk]) + "?q=build"
    page = signed_in(Role.PERFORMANCE).post(address, {"do": "link", "thing": f"action-{act.pk}"})
    assert page["Location"] == address


# From the thing's own page


@pytest.mark.parametrize("kind", ["indicator", "action"])
def test_a_thing_says_itself_which_outcomes_it_serves(served, signed_in, kind):
    thing = served.indicator("A1", served.first) if kind == "indicator" else served.action("Build", served.first)
    args = ["KPI", "A1"] if kind == "indicator" else [thing.pk]
    address, team = reverse(f"{kind}-outcomes", args=args), signed_in(Role.PERFORMANCE)
    page = html.document_fromstring(team.get(address).content)
    assert page.xpath("//input[@name='outcomes'][@checked]/@value") == [str(served.first.pk)]
    (was,) = page.xpath("//input[@name='was']/@value")
    assert team.post(address, {"outcomes": [served.second.pk], "was": was}).status_code == 302
    assert list(thing.outcomes.all()) == [served.second]


def test_what_others_linked_meanwhile_stays(served):
    act = served.action("Build", served.first)
    third = served.outcome("P3", "Parks")
    opened = [served.first.pk]
    act.outcomes.add(third)  # somebody else, meanwhile
    assert serve(thing=act, was=opened, becomes=[served.second.pk]) == 2
    assert set(act.outcomes.all()) == {served.second, third}
    assert serve(thing=act, was=[served.second.pk], becomes=[served.second.pk]) == 0


def test_the_line_of_history_tells_how_a_thing_stands_that_somebody_changed_meanwhile(served):
    act = served.action("Build")
    other = Action.objects.get(pk=act.pk)
    other.title = "Build more"
    other.save()
    assert serve(thing=act, was=[], becomes=[served.second.pk]) == 1
    assert act.history.first().title == "Build more"


def test_an_outcome_that_was_removed_meanwhile_is_told(served, signed_in):
    act = served.action("Build")
    gone = served.second.pk
    served.second.delete()
    page = signed_in(Role.PERFORMANCE).post(reverse("action-outcomes", args=[act.pk]), {"outcomes": [gone], "was": ""})
    assert page.status_code == 422
    assert "One of these outcomes is not there any more. Look again." in page.content.decode()


def test_outcomes_of_a_framework_that_ended_are_offered_only_where_they_are_ticked(served, signed_in):
    served.framework.ends = "2007-03-31"
    served.framework.save()
    act = served.action("Build", served.first)
    page = html.document_fromstring(signed_in(Role.PERFORMANCE).get(reverse("action-outcomes", args=[act.pk])).content)
    assert page.xpath("//input[@name='outcomes']/@value") == [str(served.first.pk)]
