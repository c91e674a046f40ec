"""The performance team says what is published: many at once, after being asked, with a history; two at once lose nothing."""

import re

import pytest

from accounts.choices import Role
from clinics.models import Clinic
from improvement_plan.models import Plan
from indicators.models import Indicator
from publishing.choices import Kind
from publishing.models import ApiKey
from publishing.services.switching import switch
from tests.publishing.conftest import SECRET
from tests.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(signed_in):
    return signed_in(Role.PERFORMANCE)


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def tick(*rows) -> str:
    return ",".join(f"{row.pk}-{row.version}" for row in rows)


def sent(page: str) -> dict[str, str]:
    """The hidden fields of the form that asks whether one is sure."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return found | {"do": re.search(r'name="do" value="([\w-]+)"', page)[1]}


def test_how_much_of_each_kind_is_published_stands_first(town, team):
    page = text(team.get("/publishing/"))
    tiles = re.findall(r'tile__figure">(\d+) <span class="tile__of">of (\d+)', page)
    assert tiles == [("1", "2"), ("1", "2"), ("1", "4")]
    assert "Nothing was published or taken back on these pages yet." in page


def test_one_is_asked_before_anything_becomes_public_and_the_history_says_who_did_it(town, team):
    row = town.secret_indicator
    asks = text(team.post("/publishing/indicators/switch/", {"rows": tick(row), "do": "publish"}))
    assert "Publish 1 indicator?" in asks
    row.refresh_from_db()
    assert not row.is_public
    done = team.post("/publishing/indicators/switch/", sent(asks), follow=True)
    assert "1 indicator is published." in text(done)
    row.refresh_from_db()
    assert (row.is_public, row.version) == (True, 2)
    line = row.history.first()
    assert (line.history_change_reason, line.history_user.groups.get().name) == ("Published.", "Performance team")
    overview = text(team.get("/publishing/"))
    assert "Published." in overview
    assert str(line.history_user) in overview


def test_all_that_a_filter_leaves_are_switched_together(town, team):
    where = "/publishing/indicators/switch/?set=KPI&public=False"
    asks = text(team.post(where, {"all": "yes", "do": "publish", "filters": "set=KPI&public=False"}))
    assert "Publish 1 indicator?" in asks
    assert SECRET in asks
    answer = team.post("/publishing/indicators/switch/", sent(asks) | {"filters": "set=KPI&public=False"})
    assert answer["Location"] == "/publishing/indicators/?set=KPI&public=False"
    assert set(Indicator.objects.values_list("is_public", flat=True)) == {True}


def test_who_takes_an_indicator_back_is_told_which_clinics_go_with_it(town, team):
    asks = text(team.post("/publishing/indicators/switch/", {"rows": tick(town.indicator), "do": "take-back"}))
    assert "1 published clinic</strong> will no longer show either" in asks
    assert "is not public any more." in text(team.post("/publishing/indicators/switch/", sent(asks), follow=True))
    assert Clinic.objects.public().count() == 0
    assert Clinic.objects.get(title="Empty homes").is_public


def test_what_somebody_changed_meanwhile_is_left_as_it_is_and_said(town, team):
    asks = text(team.post("/publishing/plans/switch/", {"rows": tick(*Plan.objects.all()), "do": "publish"}))
    other = Plan.objects.get(slug="zanzibar")
    other.title = "Changed meanwhile"
    other.save()
    page = text(team.post("/publishing/plans/switch/", sent(asks), follow=True))
    assert "1 plan changed while you had the page open and were left as they are: look again." in page
    assert "1 plan was public already." in page
    other.refresh_from_db()
    assert not other.is_public


def test_a_clinic_that_cannot_be_published_stays_as_it_is(town, person):
    by = person(Role.PERFORMANCE)
    rows = list(Clinic.objects.order_by("pk"))
    found = switch(Kind.CLINICS, [(row.pk, row.version) for row in rows], public=True, by=by)
    # of officers, and one that has yet to sit and was marked before; one on what is not public was marked before too
    assert (found.done, found.refused, found.already, found.changed) == (1, 1, 3, 0)
    assert Clinic.objects.get(title__endswith="of officers").is_public is False


def test_the_list_says_why_a_clinic_does_not_show(town, team):
    page = text(team.get("/publishing/clinics/"))
    assert "It is of officers only." in page
    assert "Marked, but does not show" in page
    assert "Not each of its indicators is public, or it has none." in page


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"do": "publish"}, "Nothing was ticked, so nothing was changed."),
        ({"do": "publish", "rows": "x,1,1-y"}, "Nothing was ticked, so nothing was changed."),
        ({"rows": "1-1"}, "Choose whether what is ticked is to be published or taken back."),
        ({"do": "publish", "rows": "999999-1", "sure": "yes"}, "1 indicator changed while you had the page open"),
    ],
)
def test_what_cannot_be_done_is_said(town, team, data, says):
    before = list(Indicator.objects.order_by("pk").values_list("is_public", "version"))
    assert says in text(team.post("/publishing/indicators/switch/", data, follow=True))
    assert list(Indicator.objects.order_by("pk").values_list("is_public", "version")) == before


def test_a_kind_that_is_not_there_is_not_there(town, team):
    assert team.get("/publishing/people/").status_code == 404


def test_many_are_switched_by_as_many_queries_as_few(town, person):
    by, kind, asked = person(Role.PERFORMANCE), town.indicator.set, []
    for many in (2, 60):
        rows = [Indicator.objects.create(set=kind, ref=f"M{many}-{number}", title="x") for number in range(many)]
        ticked = [(row.pk, row.version) for row in rows]
        with counted() as queries:
            found = switch(Kind.INDICATORS, ticked, public=True, by=by)
        assert found.done == many
        asked.append(queries.queries)
    assert asked[0] == asked[1]


# Keys


def test_a_key_is_shown_once_and_listed_by_how_it_begins(town, team):
    shown = text(team.post("/publishing/keys/new/", {"name": "Power BI of Finance", "ends_on": "31/12/2026"}), 201)
    secret = re.search(r"cp_[\w-]{40,}", shown)[0]
    listed = text(team.get("/publishing/keys/"))
    assert secret not in listed
    assert secret[:9] in listed
    assert "Power BI of Finance" in listed
    assert team.get("/api/v1/plans/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    key = ApiKey.objects.get()
    assert key.history.get().history_user.name in str(key.history.get().history_user)
    assert "opens nothing any more" in text(team.post(f"/publishing/keys/{key.pk}/revoke/", follow=True))
    assert team.get("/api/v1/plans/", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert "is revoked already" in text(team.post(f"/publishing/keys/{key.pk}/revoke/", follow=True))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"name": "", "ends_on": "31/12/2026"}, "Say which program is to send it, and where."),
        ({"name": "x", "ends_on": ""}, "Say until when it is to be good."),
        ({"name": "x", "ends_on": "1/1/2020"}, "That day has passed. Choose one to come."),
        ({"name": "x", "ends_on": "1/1/2040"}, "A key is good for two years at most."),
    ],
)
def test_a_key_that_cannot_be_made_says_why(town, team, data, says):
    assert says in text(team.post("/publishing/keys/new/", data), 422)
    assert not ApiKey.objects.exists()
