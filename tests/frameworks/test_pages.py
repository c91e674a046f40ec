"""Pages of frameworks, and the way back up from what serves them."""

import csv
import io
import json

import pytest
from django.urls import reverse
from lxml import html

from accounts.choices import Role
from organisation.models import Framework, Post

pytestmark = pytest.mark.one_database


def words(page) -> str:
    return " ".join(" ".join(html.document_fromstring(page.content).itertext()).split())


def test_the_list_counts_each_thing_once(served, signed_in):
    served.indicator("A1", served.first, served.second)
    served.action("Build", served.first, served.second)
    page = words(signed_in(Role.VIEWER).get("/frameworks/"))
    assert "2 outcomes · 1 indicator and 1 action, each counted once" in page
    assert "with neither" not in page


def test_the_list_says_what_to_do_where_there_is_none(council, signed_in):
    assert "The performance team can enter one." in words(signed_in(Role.VIEWER).get("/frameworks/"))
    assert "or adopt one that comes with the program" in words(signed_in(Role.PERFORMANCE).get("/frameworks/"))


def test_the_page_leads_to_everything_that_serves_an_outcome_and_back(served, signed_in):
    one, act = served.indicator("A1", served.first), served.action("Build", served.first)
    clinic = served.clinic("Why so slow?", indicators=[one], actions=[act])
    plan = served.plan("The Plan", ("1.1", act))
    viewer = signed_in(Role.VIEWER)
    for address in (served.framework.get_absolute_url(), served.first.get_absolute_url()):
        links = html.document_fromstring(viewer.get(address).content).xpath("//main//a/@href")
        assert {row.get_absolute_url() for row in (one, act, clinic, plan)} <= set(links)
    for row in (one, act, clinic):
        links = html.document_fromstring(viewer.get(row.get_absolute_url()).content).xpath("//main//a/@href")
        assert served.first.get_absolute_url() in links
        assert served.second.get_absolute_url() not in links


def test_an_outcome_says_how_what_serves_it_stands_and_what_stands_beside_it(served, signed_in):
    served.indicator("A1", served.first, actual=95, target=90)
    page = words(signed_in(Role.VIEWER).get(served.first.get_absolute_url()))
    assert "1 of 1 indicators on target, in all (100.0 %)." in page
    assert "Outcome 1 of 2 in Council Plan" in page
    assert "Next: P2 Health" in page
    assert "Neither an indicator nor an action serves this outcome." in words(
        signed_in(Role.VIEWER).get(served.second.get_absolute_url())
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_thread_comes_as_a_file(served, signed_in, kind):
    served.indicator("A1", served.first, served.second)
    page = signed_in(Role.VIEWER).get(f"{served.framework.get_absolute_url()}?_export={kind}")
    assert page["Content-Disposition"] == f'attachment; filename="council-plan.{kind}"'
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"))))
        assert [row["outcomes_served"] for row in rows] == ["2", "2"]
    if kind == "json":
        assert [row["outcome"] for row in json.loads(page.content)] == ["Homes", "Health"]


def test_a_file_of_another_kind_is_not_there(served, signed_in):
    page = signed_in(Role.VIEWER).get(f"{served.framework.get_absolute_url()}?_export=pdf")
    assert page.status_code == 404
    assert "csv, xlsx, json" in page.content.decode()


@pytest.mark.paper
def test_the_thread_comes_on_paper(served, signed_in):
    served.indicator("A1", served.first, actual=95, target=90)
    page = signed_in(Role.VIEWER).get(reverse("framework-pdf", args=[served.framework.pk]))
    assert (page["Content-Type"], page.content[:5]) == ("application/pdf", b"%PDF-")
    assert 'filename="council-plan.pdf"' in page["Content-Disposition"]


def test_a_framework_whose_name_has_no_letters_has_a_file_name(served, signed_in):
    served.framework.name = "???"
    served.framework.save()
    page = signed_in(Role.VIEWER).get(f"{served.framework.get_absolute_url()}?_export=csv")
    assert f'filename="framework-{served.framework.pk}.csv"' in page["Content-Disposition"]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MEMBER, Role.VIEWER])
def test_readers_read_and_are_offered_nothing_to_keep(served, signed_in, role):
    browser = signed_in(role)
    for address in (served.framework.get_absolute_url(), served.first.get_absolute_url(), "/frameworks/"):
        page = browser.get(address)
        assert page.status_code == 200
        links = html.document_fromstring(page.content).xpath("//main//a/@href")
        assert not [link for link in links if "links" in link or "edit" in link or "new" in link]
    for name in ("new-framework", "edit-framework", "framework-outcomes", "import-outcomes", "new-outcome"):
        args = [] if name == "new-framework" else [served.framework.pk]
        assert browser.get(reverse(name, args=args)).status_code == 403


def test_a_partner_sees_the_outcomes_of_their_own_action_without_ways_into_the_rest(served, signed_in):
    post = Post.objects.create(title="Partnership Manager")
    own = served.action("Ours", served.first, lead=post)
    client = signed_in(Role.PARTNER, holds=post)
    page = client.get(own.get_absolute_url())
    assert "P1 Homes Council Plan" in words(page)
    assert served.first.get_absolute_url() not in page.content.decode()
    for address in ("/frameworks/", served.framework.get_absolute_url(), served.first.get_absolute_url()):
        assert client.get(address).status_code == 403


def test_the_lists_of_plans_and_indicators_lead_to_the_frameworks(served, signed_in):
    viewer = signed_in(Role.VIEWER)
    for address in ("/plans/", "/indicators/"):
        assert "/frameworks/" in html.document_fromstring(viewer.get(address).content).xpath("//main//a/@href")


def test_a_framework_that_is_not_there_is_not_found(served, signed_in):
    missing = Framework.objects.latest("pk").pk + 1
    assert signed_in(Role.VIEWER).get(reverse("framework", args=[missing])).status_code == 404
