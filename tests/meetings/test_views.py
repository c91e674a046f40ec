import datetime as dt
import hashlib
from functools import partial
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import User
from core.views import paginate
from meetings.attachments import attach, take_off
from meetings.choices import PackState
from meetings.models import AgendaItem, Meeting, Pack
from tests.core.foreign import pdf

pytestmark = pytest.mark.one_database


@pytest.fixture
def september(rotherham) -> Meeting:
    return Meeting.objects.get(date="2007-09-10")


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.content.decode())


FILE = b"%PDF-1.7 test"


def built(meeting: Meeting, audience: str, edition: int = 1, *, issued: bool = True) -> Pack:
    pack = Pack(meeting=meeting, audience=audience, edition=edition, state=PackState.READY, pages=3)
    pack.sha256 = hashlib.sha256(FILE).hexdigest()
    pack.requested_by = User.objects.get(email__startswith="performance")
    pack.requested_at = pack.built_at = pack.read_at = dt.datetime(2007, 8, 31, 9, tzinfo=dt.UTC)
    if issued:
        pack.issued_at, pack.issued_by = pack.built_at, pack.requested_by
    pack.file.save(pack.filename, ContentFile(FILE), save=False)
    pack.save()
    return pack


def test_the_meeting_shows_its_agenda_and_what_papers_there_are(as_, september):
    page = html(as_("member").get(september.get_absolute_url()))
    assert "Monday 10\u00a0September\u00a02007, 10.00\u00a0am" in page
    assert "Town Hall, Moorgate Street, Rotherham" in page
    assert "the agenda was to be published by Friday 31\u00a0August\u00a02007" in page
    assert page.count("Read the report") == 2
    assert page.count("Assistant Chief Executive to report") == 2


def test_a_past_meeting_leads_to_its_minutes(as_, september):
    may = Meeting.objects.get(date="2007-05-14")
    where = reverse("minutes", args=[may.pk])
    assert f'Draft, to be approved. <a class="govuk-link" href="{where}">' in html(
        as_("member").get(may.get_absolute_url())
    )
    page = html(as_("member").get(where))
    assert "43. Minutes of the previous meeting" in page
    assert "Chair of the Board; Councillor, member of the Board (2)." in page


def test_a_report_is_read_on_screen_under_the_same_headings(as_, september):
    page = html(as_("viewer").get(reverse("item", args=[september.pk, 5])))
    assert (
        page.index("1. Meeting")
        < page.index("5. Summary")
        < page.index("11. Background papers")
        < page.index("Appendix A: Performance clinic summary")
    )


def test_an_item_without_papers_says_so(as_, september):
    assert "No papers were sent out for this item." in html(
        as_("viewer").get(reverse("item", args=[september.pk, 7])), 404
    )


def test_an_item_with_files_alone_lists_them_and_gives_them_out_once_an_edition_does(
    as_, september, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    item = september.items.get(number=7)
    team = User.objects.get(email__startswith="performance")
    file = attach(item=item, title="Audit letter", name="letter.pdf", file=pdf(), by=team)
    where, download = reverse("item", args=[september.pk, 7]), reverse("item-attachment", args=[september.pk, file.pk])
    assert f'<a class="govuk-link" href="{where}">Attached file' in html(
        as_("viewer").get(september.get_absolute_url())
    )
    page = html(as_("viewer").get(where))
    assert "Audit letter" in page
    assert "it is given out with the pack, which is not issued yet" in page
    assert f'href="{download}"' not in page
    assert as_("viewer").get(download).status_code == 404
    assert f'href="{download}"' in html(as_("performance").get(where))
    pack = built(september, "public")
    pack.payload = {"items": [{"number": 7, "attachments": [{"pk": file.pk}]}]}
    pack.save()
    assert f'href="{download}"' in html(as_("viewer").get(where))
    assert as_("viewer").get(download).status_code == 200
    item.exempt_paragraph = 3
    item.save()
    assert "Audit letter" not in html(as_("viewer").get(where), 403)
    assert "Audit letter" in html(as_("member").get(where))
    take_off(file, by=team)
    assert "No papers were sent out for this item." in html(as_("performance").get(where), 404)


@pytest.fixture
def exempt(september) -> AgendaItem:
    item = september.items.get(number=5)
    item.exempt_paragraph, item.title = 3, "Zanzibar contract"
    item.save()
    return item


@pytest.mark.parametrize("name", ["viewer", "communications"])
def test_an_exempt_item_shows_others_nothing_but_its_paragraph(as_, exempt, name):
    page = html(as_(name).get(exempt.meeting.get_absolute_url()))
    assert "paragraph 3 of Schedule 12A" in page
    assert "Zanzibar" not in page
    assert "Zanzibar" not in html(as_(name).get(reverse("item", args=[exempt.meeting_id, 5])), 403)


@pytest.mark.parametrize("name", ["member", "performance"])
def test_the_boards_members_and_the_performance_team_read_exempt_items(as_, exempt, name):
    assert "Zanzibar" in html(as_(name).get(exempt.meeting.get_absolute_url()))
    assert html(as_(name).get(reverse("item", args=[exempt.meeting_id, 5])))


def test_the_performance_team_builds_a_pack_and_it_is_there(as_, rotherham, django_capture_on_commit_callbacks):
    client, may = as_("performance"), Meeting.objects.get(date="2007-05-14")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("build-pack", args=[may.pk]), {"audience": "public"})
    assert answer["Location"] == reverse("pack", args=[may.pk])
    assert "Public pack, edition 1 (PDF)" in html(client.get(answer["Location"]))
    file = client.get(reverse("pack-pdf", args=[may.pk]))
    assert html(file, 404)
    Pack.objects.update(issued_at=dt.datetime(2007, 8, 31, 9, tzinfo=dt.UTC), issued_by=User.objects.first())
    file = client.get(reverse("pack-pdf", args=[may.pk]))
    assert file.content.startswith(b"%PDF")
    assert file["Content-Disposition"] == 'attachment; filename="cib-2007-05-14-public-pack-1.pdf"'


def test_who_is_not_of_the_performance_team_builds_nothing(as_, september):
    assert "Only the performance team and the clerk of this board can do this." in html(
        as_("communications").post(reverse("build-pack", args=[september.pk]), {"audience": "public"}), 403
    )
    assert "Build the pack" not in html(as_("communications").get(reverse("pack", args=[september.pk])))


def test_an_audience_that_does_not_exist_is_said_to(as_, september):
    page = html(as_("performance").post(reverse("build-pack", args=[september.pk]), {"audience": "martians"}), 422)
    assert "There is no such choice" in page
    assert Pack.objects.count() == 0


def test_a_pack_that_waits_too_long_says_that_the_worker_is_away(as_, september, settings):
    by = User.objects.get(email__startswith="performance")
    Pack.objects.create(
        meeting=september,
        audience="public",
        edition=1,
        requested_by=by,
        requested_at=dt.datetime(2007, 9, 9, tzinfo=dt.UTC),
    )
    page = html(as_("performance").get(reverse("pack", args=[september.pk])))
    assert "the task worker seems to be away" in page
    assert as_("performance").get(reverse("pack-progress", args=[september.pk])).json()["unfinished"] == 1


def test_the_members_pack_is_not_for_others(as_, september):
    built(september, "members")
    address = reverse("pack-edition", args=[september.pk, "members", 1])
    assert "The members' pack is for members" in html(as_("viewer").get(address), 403)
    assert as_("member").get(address).content == FILE
    assert "No pack has been issued yet." in html(as_("viewer").get(reverse("pack-pdf", args=[september.pk])), 404)
    assert "Members' pack" not in html(as_("viewer").get(reverse("pack", args=[september.pk])))


@pytest.mark.parametrize(("audience", "edition"), [("public", 7), ("martians", 1)])
def test_an_edition_that_does_not_exist_is_a_clear_page(as_, september, audience, edition):
    built(september, "public")
    assert "No pack has been built yet." in html(
        as_("viewer").get(reverse("pack-edition", args=[september.pk, audience, edition])), 404
    )


def test_meetings_to_come_stand_apart_from_meetings_past(as_, september):
    page = html(as_("viewer").get("/meetings/"))
    assert (
        page.index("To come")
        < page.index("10\u00a0September\u00a02007</a>")
        < page.index("Past")
        < page.index("14\u00a0May\u00a02007</a>")
    )


def test_meetings_past_are_listed_by_pages_and_those_to_come_stand_on_the_first_alone(as_, september, monkeypatch):
    monkeypatch.setattr("meetings.views.meetings.paginate", partial(paginate, per_page=1))
    past = Meeting.objects.past(september.date).count()
    assert past == 2
    first, second = (html(as_("viewer").get("/meetings/", {"page": page})) for page in (1, 2))
    assert "To come" in first
    assert "To come" not in second
    assert "14\u00a0May\u00a02007</a>" in first
    assert "14\u00a0May\u00a02007</a>" not in second
    assert 'aria-label="Page 2" aria-current="page"' in second
    assert "There is no page 99" in html(as_("viewer").get("/meetings/", {"page": 99}), 404)


def test_notes_are_written_beside_the_papers_and_lead_back_there(as_, september):
    item, browser = september.items.get(number=5), as_("member")
    where = reverse("item", args=[september.pk, 5])
    assert "Keep this note" in html(browser.get(where))
    sent = {"text": "Ask who pays.", "back": "item"}
    answer = browser.post(reverse("write-note", args=[september.pk, item.pk]), sent)
    assert answer["Location"] == f"{where}#notes-on-{item.pk}"
    assert "Ask who pays." in html(browser.get(where))
    assert "Ask who pays." not in html(as_("performance").get(where))
    elsewhere = browser.post(
        answer["Location"].partition("#")[0].replace("items/5/", f"notes/on/{item.pk}/"),
        sent | {"back": "//evil.example"},
    )
    assert elsewhere["Location"] == f"{reverse('my-notes', args=[september.pk])}#item-{item.pk}"
