"""Nothing of a closed item, its minute, a report or minutes being written comes out to whoever may not see it.

Each address of meetings and of what lists them is opened by each of them, with a word in everything that is closed; an
address that is added to the table of guards is looked at from then on. What could leak is shown to be there.
"""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from core.clock import now
from core.frozen import to_json
from core.pdf import Paper
from meetings.announcing.sending import tell_of_papers
from meetings.choices import Audience
from meetings.filing import finish_files, request_files
from meetings.models import AgendaItem, CommitteeReport, Meeting, MinutesPaper, Pack, ReportAppendix, ReportTemplate
from meetings.packs import held, plain
from meetings.reporting import agenda
from meetings.services.notes import write_note
from organisation.models import Board, BoardMember, Council, Post
from tests.councilperf.addresses import TABLE
from tests.councilperf.arguments import fill, in_review
from tests.councilperf.test_demonstration_pages import item_address
from tests.meetings.reports import signed_off

pytestmark = pytest.mark.one_database

CANARY = "Zanzibar"
WRITTEN = "Quetzal"
"""Stands in minutes that are being written, which members of the board do not read either."""
OTHERS = ("viewer", "officer", "partner", "member elsewhere", "past member", "nobody")
EXPORTS = ("", "?_export=csv", "?_export=json")
SEARCHED = (
    CANARY, f"{CANARY} contract", "contract", "Exempt item", "What ordered", "was heard", "be paid", "900", "901(1)",
    WRITTEN, "was sung", "be plucked", "995", "995(1)",
)  # fmt: skip
LAID_OUT = ("meetings.filing.render", "meetings.views.files.lay_out", "meetings.paper.render")
LOOKED_AT = ("/meetings", "/actions/mine", "/reminders", "/account")
LISTS = ("/", "/actions/", "/clinics/", "/meetings/mail/", "/meetings/")


@pytest.fixture
def closed(rotherham, monkeypatch) -> Meeting:
    """The meeting of September with an exempt and a confidential item, each with its report and minute, in every paper.

    The report that is in review to the next meeting says the word too.
    """
    for where in LAID_OUT:
        monkeypatch.setattr(where, lambda html, **kwargs: Paper(html.encode(), 1, {}))
    meeting = Meeting.objects.get(date="2007-09-10")
    template = ReportTemplate.objects.first()
    secret = meeting.items.get(number=5)  # the item whose pages the table opens
    secret.title, secret.exempt_paragraph, secret.group = f"{CANARY} contract", 3, f"{CANARY} matters"
    secret.public_interest = secret.late_because = f"{CANARY} would lose."
    secret.save()
    secret.report.title = f"{CANARY} report"
    secret.report.save()
    secret.report.appendices.all().delete()  # they take time, and say nothing more
    say(secret.report)
    signed_off(secret.report)
    order = AgendaItem.objects.create(meeting=meeting, number=91, title=f"{CANARY} order", is_confidential=True)
    author = Post.objects.first()
    report = CommitteeReport.objects.create(item=order, template=template, title=f"{CANARY} order", author=author)
    say(report)
    plan = ReportAppendix.objects.exclude(plan=None).first().plan
    ReportAppendix.objects.create(report=report, label="Z", title=CANARY, kind="plan_summary", plan=plan)
    signed_off(report)
    being_written = in_review()
    being_written.title = f"{CANARY} draft"
    being_written.save()
    say(being_written)
    being_written.comments.create(text=f"Is {CANARY} right?", by=User.objects.first())
    minuted(secret, order)
    being_minuted(meeting)
    team = User.objects.get(email__startswith="performance@")
    write_note(author=team, item=secret, text=f"{CANARY}, said the team.")
    for audience in Audience:
        issue(meeting, audience, team)
        files, _ = request_files(meeting=meeting, audience=audience, by=team)
        assert finish_files(files).state == "ready"
    return meeting


def say(report: CommitteeReport) -> None:
    """The word stands under the last of its headings."""
    heading = report.template.headings.last()
    report.sections.update_or_create(heading=heading, defaults={"body": f"What {CANARY} ordered."})


def minuted(*items: AgendaItem) -> None:
    """Minutes of items, published, with a resolution that stands among the matters arising of the next meeting."""
    for number, item in enumerate(items, 900):
        minute = item.meeting.minutes.create(
            number=number, item=item, title=f"{CANARY} minute", text=f"{CANARY} was heard."
        )
        minute.resolutions.create(text=f"That {CANARY} be paid.")
    MinutesPaper.objects.create(meeting=items[0].meeting, state="published", published_on="2007-09-20")


def being_minuted(meeting: Meeting) -> None:
    """A meeting in August whose minutes are being written; that of September has them on its agenda already."""
    august = Meeting.objects.create(board=meeting.board, date="2007-08-06")
    MinutesPaper.objects.create(meeting=august)
    minute = august.minutes.create(number=995, title=f"{WRITTEN} minute", text=f"{WRITTEN} was sung.\n\n### {WRITTEN}")
    minute.resolutions.create(text=f"That {WRITTEN} be plucked.")
    AgendaItem.objects.create(meeting=meeting, number=92, title="Minutes of August", kind="minutes", minutes_of=august)


def august() -> Meeting:
    """The meeting whose minutes are being written."""
    return Meeting.objects.get(date="2007-08-06")


def following() -> Meeting:
    """The next meeting, which approves those minutes."""
    return Meeting.objects.get(date="2007-11-12")


def issue(meeting: Meeting, audience: Audience, by: User) -> None:
    """An issued pack with its frozen data and its twin, and the mail that tells of it."""
    view = agenda(meeting, Council.objects.get(), audience=audience, papers=True)
    twin = f"<html><body>{plain(view)}</body></html>".encode()
    digest = hashlib.sha256(twin).hexdigest()
    pack = Pack(
        meeting=meeting, audience=audience, edition=1, state="ready", pages=3, requested_by=by, requested_at=now(),
        built_at=now(), issued_at=now(), issued_by=by, sha256=digest, html_sha256=digest,
        payload={"items": to_json(tuple(held(item) for item in view.items)), "ranges": [], "data": plain(view)},
    )  # fmt: skip
    for field in (pack.file, pack.html):
        field.save(pack.filename, ContentFile(twin), save=False)
    pack.save()
    tell_of_papers.enqueue(pack.pk)


@pytest.fixture
def browsers(closed, person) -> dict[str, Client]:
    """A browser for each of those who may not see it."""
    roles = {"viewer": Role.VIEWER, "officer": Role.OFFICER, "partner": Role.PARTNER}
    found = {who: Client() for who in OTHERS}
    elsewhere = Board.objects.create(name="Scrutiny", kind="political")
    places = {"member elsewhere": (elsewhere, None), "past member": (closed.board, "2007-09-09")}
    for who, browser in found.items():
        if who == "nobody":
            continue
        someone = person(roles.get(who, Role.MEMBER))
        browser.force_login(someone)
        if who in places:
            board, ends = places[who]
            BoardMember.objects.create(board=board, user=someone, starts="2000-01-01", ends=ends)
    return found


def addresses(meeting: Meeting) -> list[str]:
    """Every address that is opened, as the table of guards has it; of the papers made above, each edition; searches."""
    action = Action.objects.get(title__startswith="Web:")
    table = [
        reverse(name, args=[fill(arg, action) for arg in address.args])
        for name, address in TABLE.items()
        if name != "sign-out" and not {"@link", "@reminder"} & set(address.args)  # each is made once, of actions
    ]
    return [
        *(where for where in table if where.startswith(LOOKED_AT)),
        *(
            reverse(name, args=[meeting.pk, number])
            for name in ("item", "item-pdf", "item-docx", "item-attachments")
            for number in (91, 92)
        ),
        *of_august(),
        *(
            reverse(name, args=[meeting.pk, audience, 1])
            for name in ("pack-edition", "pack-read", "item-files-edition")
            for audience in Audience
        ),
        *(reverse(name, args=[following().pk]) for name in ("meeting", "pack", "matters-arising", "my-notes")),
        *(item_address(item) for item in following().items.all()),
        *(where + kind for where in LISTS for kind in EXPORTS),
        *(f"/search/?q={words}" for words in SEARCHED),
    ]


def of_august() -> list[str]:
    """The addresses of the meeting whose minutes are being written."""
    pages = ("meeting", "minutes", "minutes-pdf", "write-minutes", "add-minute", "matters-arising")
    minute = august().minutes.get()
    return [
        *(reverse(name, args=[august().pk]) for name in pages),
        reverse("edit-minute", args=[minute.pk]),
        reverse("resolution", args=[minute.resolutions.get().pk]),
        reverse("board-attendance", args=[august().board_id]),
    ]


def said(answer) -> str:
    """All that an answer holds, its headers too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace") + str(dict(answer.headers)) + str(answer.cookies)


def leaks(client: Client, where: str, *words: str) -> bool:
    answer = client.get(where)
    shown = said(answer)
    if where.startswith("/search/"):  # the words that one searched for stand on the page; what was found is asked
        found = answer.context["results"] if answer.status_code == 200 else None
        shown = str((found.answer, found.kinds, found.fewer, [one.meant for one in found.taken])) if found else ""
    return any(word.lower() in shown.lower() for word in words or (CANARY,))


def test_no_address_says_a_word_of_a_closed_item_to_anybody_else(browsers, closed):
    looked_at = addresses(closed)
    assert len(looked_at) > 70
    assert [(who, where) for who in OTHERS for where in looked_at if leaks(browsers[who], where, CANARY, WRITTEN)] == []
    models = (
        "agendaitem", "committeereport", "frozenreport", "reportsection", "sectiondraft", "reportcomment", "pack",
        "itemfiles", "paperletter", "itemnote", "minute", "minutespaper",
    )  # fmt: skip
    lists = [reverse(f"admin:meetings_{model}_changelist") for model in models]
    assert {browsers[who].get(where).status_code for who in OTHERS for where in lists} == {302}


def test_what_could_leak_is_there_for_whoever_may_see_it_and_a_search_finds_it(closed, as_):
    shown = (
        reverse("meeting", args=[closed.pk]),
        reverse("item", args=[closed.pk, 5]),
        reverse("pack", args=[closed.pk]),
        reverse("item-files", args=[closed.pk]),
        reverse("item-pdf", args=[closed.pk, 91]),
        reverse("pack-read", args=[closed.pk, "members", 1]),
        reverse("minutes", args=[closed.pk]),
        reverse("item", args=[following().pk, 3]),
        reverse("matters-arising", args=[following().pk]),
        *(f"/search/?q={words}" for words in ("contract", "What ordered", "was heard", "be paid", "900", "901(1)")),
    )
    assert leaks(as_("performance"), in_review().get_absolute_url())
    for who in ("member", "performance"):
        browser = as_(who)
        assert [where for where in shown if not leaks(browser, where)] == [], who
    found = as_("viewer").get("/search/?q=corporate improvement plan").content.decode()
    assert "Items of agendas" in found
    assert "Item 6, Corporate Improvement Board" in found


def test_minutes_being_written_are_for_those_alone_who_keep_them_and_in_no_paper_at_all(closed, as_):
    looked_at, member, keeper = addresses(closed), as_("member"), as_("performance")
    assert [where for where in looked_at if leaks(member, where, WRITTEN)] == []
    papers = ("/items/", "/pack/", ".zip", ".pdf", ".docx", "_export=", "/search/")
    kept = [where for where in looked_at if where in of_august() or any(part in where for part in papers)]
    for_keepers = {where for where in kept if leaks(keeper, where, WRITTEN)}
    minute = august().minutes.get()
    assert for_keepers == {
        *(reverse(name, args=[august().pk]) for name in ("minutes", "minutes-pdf", "write-minutes")),
        reverse("edit-minute", args=[minute.pk]),
        reverse("resolution", args=[minute.resolutions.get().pk]),
        *(f"/search/?q={words}" for words in (WRITTEN, "was sung", "be plucked", "995", "995(1)")),
    }
