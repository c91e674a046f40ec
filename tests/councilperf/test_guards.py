"""Every address, for everybody. An address that is not in the table fails the test until it is."""

from http.cookies import SimpleCookie

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.choices import Role
from actions.models import Action
from core.pdf import Paper
from indicators.models import Indicator
from organisation.models import Post, PostHolder
from tests.conftest import make_person
from tests.councilperf.addresses import SIGN_IN, TABLE, WHO
from tests.councilperf.arguments import fill, in_review
from tests.demonstration import ON_POSTGRESQL


def own_names(patterns=None) -> set[str]:
    """The names of all addresses of the project; the admin's are tested by themselves."""
    names = set()
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            names.add(pattern.name)
        elif isinstance(pattern, URLResolver) and pattern.app_name != "admin":
            names |= own_names(pattern.url_patterns)
    return names


def test_every_address_is_in_the_table():
    assert own_names() == set(TABLE)


@pytest.fixture(scope="module")
def cookies(rotherham_data) -> dict[str, SimpleCookie]:
    """What the browser of each of WHO keeps. The owner holds the post that leads the action; the partner does not."""
    website = Action.objects.get(title__startswith="Web:")
    roles = {
        "performance": [Role.PERFORMANCE],
        "owner": [Role.OFFICER],
        "colleague": [Role.OFFICER],
        "member": [Role.MEMBER],
        "viewer": [Role.VIEWER],
        "partner": [Role.PARTNER],
        "roleless": [],
    }
    kept = {}
    for who, held in roles.items():
        someone, browser = make_person(*held), Client()
        if who == "owner":
            for post in (website.lead, Indicator.objects.get(ref="BV8").owner, in_review().author):
                PostHolder.objects.create(post=post, user=someone, starts="2000-01-01")
        browser.force_login(someone)
        kept[who] = browser.cookies
    return kept


@pytest.fixture
def people(cookies, rotherham) -> dict[str, Client]:
    """A browser for each of WHO."""
    browsers = {"nobody": Client()}
    for who, kept in cookies.items():
        browsers[who] = Client()
        browsers[who].cookies.load({name: cookie.value for name, cookie in kept.items()})
    return browsers


def outcome(answer):
    if answer.status_code == 302 and "/sign-in/" in answer["Location"]:
        return SIGN_IN
    if answer.streaming:  # read to its end, as a browser does; that closes it
        answer.getvalue()
    return answer.status_code


PAPERS = {
    "plan-pdf": "improvement_plan.views.files.plan_paper",
    "plan-changes-pdf": "improvement_plan.views.reading.reading_paper",
    "plan-summary-pdf": "improvement_plan.views.reading.reading_paper",
    "plan-exceptions-pdf": "improvement_plan.views.reading.reading_paper",
    "directorate-on-a-page-pdf": "councilperf.directorate.views.one_side",
    "scorecard-pdf": "indicators.views.scorecard.scorecard_paper",
    "direction-of-travel-pdf": "indicators.views.scorecard.travel_paper",
    "indicator-pdf": "indicators.views.pages.indicator_paper",
    "suggested-clinics-pdf": "clinics.views.suggestions.render_paper",
    "clinic-briefing-pdf": "clinics.views.room.briefing_pdf",
    "clinic-minutes-pdf": "clinics.views.room.minutes_pdf",
    "clinic-effect-pdf": "clinics.views.effects.render",
    "clinic-summary-pdf": "clinics.views.effects.render",
    "minutes-pdf": "meetings.views.minutes.minutes_pdf",
    "item-pdf": "meetings.views.files.lay_out",
    "framework-pdf": "frameworks.views.pages.framework_pdf",
}
"""What lays out the paper of an address: that takes long, and is tested beside each paper."""


def no_layout(*args, **kwargs) -> Paper:
    """A paper that takes no time."""
    return Paper(b"%PDF", 1, {})


ASKING = ("performance",) if ON_POSTGRESQL else WHO
"""Python decides who may do what, of both databases alike: on PostgreSQL it is enough that each address is asked for."""


def of_those_asking(expected: tuple) -> dict:
    """What the table says of them."""
    return {who: answer for who, answer in zip(WHO, expected, strict=True) if who in ASKING}


def is_refused(who: str, expected: int | str) -> bool:
    """Whether somebody may not send the form at all: tests/councilperf/test_posted_fields.py sends more than the form for them."""
    return expected in (403, 404) and who != "performance"


@pytest.mark.parametrize("name", sorted(set(TABLE) - set(PAPERS)))
def test_everybody_gets_the_answer_that_the_table_gives(people, name):
    action, address = Action.objects.get(title__startswith="Web:"), TABLE[name]
    where = reverse(name, args=[fill(arg, action) for arg in address.args])
    if name != "sign-out":
        assert {who: outcome(people[who].get(where)) for who in ASKING} == of_those_asking(address.get)
    if address.post:
        expected = {who: answer for who, answer in of_those_asking(address.post).items() if not is_refused(who, answer)}
        got = {}
        for who in expected:
            data = {key: fill(value, action) for key, value in address.data}
            got[who] = outcome(people[who].post(where, data))
        assert got == expected


@pytest.mark.parametrize(("name", "paper"), PAPERS.items())
def test_what_is_on_paper_by_itself_is_for_readers(people, monkeypatch, name, paper):
    monkeypatch.setattr(paper, no_layout)
    action = Action.objects.get(title__startswith="Web:")
    where = reverse(name, args=[fill(arg, action) for arg in TABLE[name].args])
    assert {who: outcome(people[who].get(where)) for who in ASKING} == of_those_asking(TABLE[name].get)


@pytest.mark.parametrize("who", [w for w in WHO if w != "performance"])
def test_the_admin_is_closed_to_all_but_the_performance_team(people, who):
    answer = people[who].get("/admin/")
    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_a_page_that_is_refused_says_why(people):
    page = people["partner"].get("/plans/").content.decode()
    assert "Your role does not include this page. The performance team can change that." in page
    assert "Your account has no role yet." in people["roleless"].get("/").content.decode()


def test_after_signing_in_one_lands_where_one_wanted_to_be(people, person):
    someone = person(Role.VIEWER, email="where@anytown.example")
    asked = Client()
    where = asked.get("/plans/")["Location"]
    answer = asked.post(where, {"username": someone.email, "password": "a long password", "next": "/plans/"})
    assert answer["Location"] == "/plans/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(people, person, elsewhere):
    someone = person(Role.VIEWER, email="there@anytown.example")
    answer = Client().post("/sign-in/", {"username": someone.email, "password": "a long password", "next": elsewhere})
    assert answer["Location"] == "/"


def test_a_partner_finds_its_own_work_and_nothing_else_in_the_header(people):
    page = people["partner"].get("/").content.decode()
    assert "My work" in page
    assert 'href="/indicators/"' not in page
    assert 'role="search"' in page


def test_a_partner_searches_among_its_own_actions_alone(people):
    page = people["partner"].get("/search/?q=housing").content.decode()
    assert "You find the actions that your posts lead or take part in." in page
    assert "Nothing has “housing”." in page


def test_the_lead_of_an_action_passes_with_the_post(people, person):
    website = Action.objects.get(title__startswith="Web:")
    successor, browser = person(Role.OFFICER), Client()
    PostHolder.objects.filter(post=website.lead).delete()
    PostHolder.objects.create(post=Post.objects.get(pk=website.lead_id), user=successor, starts="2007-09-01")
    browser.force_login(successor)
    assert browser.get(f"/actions/{website.pk}/update/").status_code == 200
    assert people["owner"].get(f"/actions/{website.pk}/update/").status_code == 403
