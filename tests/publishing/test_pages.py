"""The public pages: the front in the place of the old one, what other sites embed, and papers that hold."""

import datetime as dt
import hashlib
import re
from xml.etree import ElementTree as ET

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from indicators.models import Indicator, Measurement
from indicators.services import judge
from meetings.models import AgendaItem, ItemAttachment, Meeting, Pack
from organisation.models import Directorate, Post
from tests.publishing.conftest import TODAY, figure

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_stranger_is_told_first_how_the_council_is_doing(town, client):
    page = text(client.get("/"))
    assert "How Anytown Council is doing" in page
    assert "Of the 1 measure that we publish, 0 of 1 with a target met it." in page
    assert (
        "In 2025/26 the result was 82.0 %. The target was 95.0 %, which was missed by 13.0 percentage points." in page
    )
    assert 'href="/sign-in/"' in page


def test_what_goes_well_and_what_does_not_stand_apart(town, client):
    before = text(client.get("/public/"))
    assert "No measure has met its target by its newest published result." in before
    newest = Measurement.objects.get(indicator=town.indicator, period__year=2025, period__kind="year")
    newest.target = 80
    newest.save()
    judge()
    after = text(client.get("/public/"))
    assert "No measure has missed its target by more than a little." in after
    assert "better by 2.0 percentage points" in after


def test_a_measure_explains_itself(town, client):
    page = text(client.get("/public/indicators/KPI/H1/"))
    for words in (
        "A higher figure is better.", "Homes let again within 30 days.", "Checked by auditors",
        "allows for missing the target by 10 % of the target",
        "Bring in a second contractor", 'a <a class="govuk-link" href="/public/clinics/">performance clinic</a>',
        "/data/measurements.csv?set=KPI&amp;ref=H1",
        '&lt;iframe src="http://testserver/public/indicators/KPI/H1/chart/"',
    ):  # fmt: skip
        assert words in page, words


def test_earlier_results_are_folded_away(town, client):
    for year in range(2010, 2022):
        figure(town.indicator, f"{year}/{(year + 1) % 100:02}", 60, state="audited")
    page = text(client.get("/public/indicators/KPI/H1/"))
    assert "Earlier results (6)" in page
    assert text(client.get("/public/indicators/KPI/H1/table/")).count("Checked by auditors") == 7


def test_a_measure_without_a_result_says_so(town, client):
    town.indicator.measurements.filter(state__in=("audited", "signed_off")).delete()
    assert "No result has been checked and signed off yet." in text(client.get("/public/indicators/KPI/H1/"))
    assert "No result is published yet" in text(client.get("/public/indicators/"))
    assert client.get("/public/indicators/KPI/H1/chart.svg").status_code == 404
    assert "No result is published yet." in text(client.get("/public/indicators/KPI/H1/chart/"))


@pytest.mark.parametrize("what", ["chart/", "table/", "chart.svg"])
@pytest.mark.parametrize(
    ("sites", "ancestors"),
    [([], "frame-ancestors *"), (["https://www.anytown.example"], "frame-ancestors https://www.anytown.example")],
)
def test_other_sites_may_embed_charts_and_tables_alone(town, client, settings, what, sites, ancestors):
    settings.EMBED_SITES = sites
    answer = client.get(f"/public/indicators/KPI/H1/{what}")
    policy = answer["Content-Security-Policy"]
    assert re.search(rf"{re.escape(ancestors)}(;|$)", policy)
    assert "default-src 'self'" in policy
    assert "X-Frame-Options" not in answer.headers
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    page = client.get("/public/indicators/KPI/H1/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_drawing_is_one_by_itself(town, client):
    answer = client.get("/public/indicators/KPI/H1/chart.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    drawing = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Homes relet in time" in drawing[0].text


def test_a_plan_says_how_it_is_going_with_what_each_count_is_of(town, client):
    page = text(client.get("/public/plans/housing/"))
    assert "0 of 1 (0.0 %) of the actions are done, 0 are on track, 1 are slipping" in page
    assert "moved by 92 days" in page
    assert "Head of Housing" in page


# Papers


def issued(meeting: Meeting, person, edition: int, **facts) -> Pack:
    at = dt.datetime(2026, 7, edition, tzinfo=dt.UTC)
    by = person()
    held = {
        "items": [
            {"pk": item.pk, "number": item.number, "exempt": "", "attachments": []} for item in meeting.items.all()
        ]
    }
    pack = Pack(
        meeting=meeting, audience="public", edition=edition, state="ready", pages=3, payload=held, issued_at=at,
        issued_by=by, requested_by=by, requested_at=at, built_at=at, **facts,
    )  # fmt: skip
    pack.file.save("pack.pdf", ContentFile(b"%PDF papers"), save=False)
    pack.html.save("pack.html", ContentFile(b"<body><h1>The papers</h1></body>"), save=False)
    pack.sha256 = hashlib.sha256(b"%PDF papers").hexdigest()
    pack.save()
    return pack


@pytest.fixture
def meeting(town, tmp_path, settings) -> Meeting:
    settings.MEDIA_ROOT = tmp_path
    found = Meeting.objects.create(board=Meeting.objects.get().board, date=dt.date(2026, 8, 3))
    AgendaItem.objects.create(meeting=found, number=1, title="Bins")
    return found


def listed(client: Client) -> set[str]:
    return set(re.findall(r"/public/meetings/\d+/(\d+)\.pdf", text(client.get("/public/meetings/"))))


def test_papers_that_were_issued_to_the_public_are_read_and_kept_by_anybody(meeting, client, person):
    pack = issued(meeting, person, 2)
    assert listed(client) == {"2"}
    where = f"/public/meetings/{meeting.pk}/2"
    assert "<h1>The papers</h1>" in text(client.get(f"{where}/"))
    answer = client.get(f"{where}.pdf")
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF papers")
    row = client.get("/api/v1/papers/").json()["data"][0]
    assert (row["board"], row["sha256"], row["page"].endswith(f"{where}.pdf")) == ("Cabinet", pack.sha256, True)


def test_an_edition_that_was_replaced_is_not_given_out_and_a_supplement_of_the_new_one_is(meeting, client, person):
    old = issued(meeting, person, 2)
    issued(meeting, person, 3, main=old)
    assert listed(client) == {"2", "3"}
    new = issued(meeting, person, 4)
    assert listed(client) == {"4"}
    assert client.get(f"/public/meetings/{meeting.pk}/2.pdf").status_code == 404
    issued(meeting, person, 5, main=new)
    assert listed(client) == {"4", "5"}


def test_papers_with_an_item_that_was_closed_since_are_not_given_out(meeting, client, person):
    issued(meeting, person, 2)
    item = meeting.items.get()
    item.exempt_paragraph, item.public_interest = 3, "x"
    item.save()
    assert listed(client) == set()
    assert client.get(f"/public/meetings/{meeting.pk}/2.pdf").status_code == 404
    assert client.get(f"/public/meetings/{meeting.pk}/2/").status_code == 404
    assert client.get("/api/v1/papers/").json()["data"] == []


@pytest.mark.parametrize("kind", ["officer", "partnership"])
def test_papers_of_officers_and_partnerships_are_public_where_the_council_chooses_that(meeting, client, person, kind):
    meeting.board.kind = kind
    meeting.board.save()
    issued(meeting, person, 2)
    where = f"/public/meetings/{meeting.pk}/2.pdf"
    assert (listed(client), client.get(where).status_code) == (set(), 404)
    before = client.get("/data/papers.json")["ETag"]
    meeting.board.papers_are_public = True
    meeting.board.save()
    assert (listed(client), client.get(where).status_code) == ({"2"}, 200)
    assert client.get("/data/papers.json")["ETag"] != before


def test_a_file_that_was_issued_with_an_item_is_given_out_with_it_and_no_other(meeting, client, person):
    bins, secret = meeting.items.get(), AgendaItem.objects.create(meeting=meeting, number=2, title="Secret")
    files = [attached(item, title, person) for item, title in ((bins, "Rounds"), (bins, "Later"), (secret, "Prices"))]
    pack = issued(meeting, person, 2)
    held = [{"pk": f.pk, "title": f.title, "name": f.name, "sha256": f.sha256, "pages": 3} for f in files]
    pack.payload = {
        "items": [
            {"pk": bins.pk, "number": 1, "title": "Bins", "exempt": "", "attachments": [held[0]]},
            {"pk": secret.pk, "number": 2, "title": "Secret", "exempt": "3", "attachments": [held[2]]},
        ]
    }
    pack.save()
    where = [f"/public/meetings/{meeting.pk}/2/files/{file.pk}.pdf" for file in files]
    page = text(client.get(f"/public/meetings/{meeting.pk}/2/"))
    assert [address in page for address in where] == [True, False, False]
    answers = [client.get(address) for address in where]
    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert answers[0].content == b"%PDF Rounds"
    files[0].removed_by = person()
    files[0].removed_at = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
    files[0].save()
    assert client.get(where[0]).status_code == 404
    assert where[0] not in text(client.get(f"/public/meetings/{meeting.pk}/2/"))


def attached(item: AgendaItem, title: str, person) -> ItemAttachment:
    content = f"%PDF {title}".encode()
    file = ItemAttachment(
        added_by=person(),
        item=item,
        title=title,
        name=f"{title}.pdf",
        pages=3,
        size=9,
        added_at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    file.file.save(f"{title}.pdf", ContentFile(content), save=False)
    file.save()
    return file


def test_where_no_result_is_published_nothing_is_counted_of_nothing(town, client):
    town.indicator.is_public = False
    town.indicator.save()
    page = text(client.get("/public/"))
    assert "The council has not published any results yet." in page
    assert "actions in our plans are done" in page
    assert '<span class="tile__of">of 0</span>' not in page
    assert "What is going well" not in page


# Words for the public

WORDS = "More homes were empty because a contractor left; another began in May."


def newest_of(indicator: Indicator) -> Measurement:
    return Measurement.objects.get(indicator=indicator, period__year=2025, period__kind="year")


def say(browser, figure: Measurement, **changed):
    where = f"{reverse('figure', args=[figure.indicator.set.code, figure.indicator.ref])}?period={figure.period}"
    form = browser.get(where).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert browser.post(where, sent | changed).status_code == 302
    figure.refresh_from_db()


def read_by_residents(client: Client) -> list[bool]:
    """Whether the words stand on the page, and in the two files."""
    pages = [client.get("/public/indicators/KPI/H1/"), client.get("/data/measurements.json")]
    return [WORDS in (page.getvalue() if page.streaming else page.content).decode() for page in pages]


def test_words_for_the_public_show_once_whoever_may_sign_the_figure_off_approved_them(town, client, signed_in):
    above = Post.objects.create(title="Director of Homes", directorate=Directorate.objects.create(name="Homes"))
    owner = Post.objects.create(title="Head of Homes", directorate=above.directorate, superior=above)
    town.indicator.owner = owner
    town.indicator.save()
    figure, officer = newest_of(town.indicator), signed_in(Role.OFFICER, holds=owner)
    say(officer, figure, public_words=WORDS, approve_words="on")
    assert (figure.public_words, figure.public_words_approved_by, read_by_residents(client)) == (
        WORDS, None, [False, False],
    )  # fmt: skip
    figure.state = "provisional"
    figure.save()
    director = signed_in(Role.OFFICER, holds=above)
    assert WORDS in text(director.get("/indicators/sign-off/?period=2025/26"))
    director.post("/indicators/sign-off/?period=2025/26", {"sign": f"{figure.pk}-{figure.version}"})
    figure.refresh_from_db()
    assert (figure.public_words_approved_on, read_by_residents(client)) == (TODAY, [True, True])
    say(officer, figure, public_words="Other words.")
    assert (figure.public_words_approved_by, read_by_residents(client)) == (None, [False, False])
    say(signed_in(Role.PERFORMANCE), figure, public_words=WORDS, approve_words="on")
    assert (figure.public_words_approved_on, read_by_residents(client)) == (TODAY, [True, True])


def test_words_for_the_public_are_of_the_figure_that_they_were_approved_of(town, client, person):
    figure = newest_of(town.indicator)
    figure.public_words, figure.public_words_of = WORDS, figure.actual
    figure.public_words_approved_by, figure.public_words_approved_on = person(), TODAY
    figure.save()
    assert read_by_residents(client) == [True, True]
    figure.state = "provisional"
    figure.save()
    assert read_by_residents(client) == [False, False]
    figure.state, figure.actual = "restated", figure.actual + 1
    figure.save()
    assert read_by_residents(client) == [False, False]
