"""Every address, for everybody. An address that is not in the table fails the test until it is."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.choices import Role
from accounts.models import User
from actions.models import Action, DateChange
from actions.services import request_date
from actions.subscriptions import calendar_address
from clinics.models import Clinic, Note
from core.clock import now, today
from core.pdf import Paper
from improvement_plan.imports.uploads import keep_text
from improvement_plan.models import Section
from indicators.imports.uploads import keep
from indicators.models import Indicator
from meetings.models import (
    AgendaItem,
    CommitteeReport,
    ItemNote,
    Meeting,
    Pack,
    PaperLetter,
    ReportHeading,
    ReportTemplate,
    Resolution,
    StandingItem,
)
from meetings.services.notes import write_note
from meetings.subscriptions import calendar_address as meetings_calendar
from organisation.models import Board, Post, PostHolder
from reminders.models import SignedLink
from reminders.services import keep as keep_message
from reminders.services import take, token

OK, MOVED, SIGN_IN, NO, GONE, TYPED_WRONG = 200, 302, "sign in", 403, 404, 422
WHO = ("performance", "owner", "colleague", "member", "viewer", "partner", "roleless", "nobody")
READ = (OK, OK, OK, OK, OK, NO, NO, SIGN_IN)
OPEN = (OK,) * 8
REPORT = (OK, OK, OK, NO, NO, OK, NO, SIGN_IN)
OWN = (OK, OK, NO, NO, NO, NO, NO, SIGN_IN)
OFFICERS = (OK, OK, OK, NO, NO, NO, NO, SIGN_IN)
TEAM = (OK, NO, NO, NO, NO, NO, NO, SIGN_IN)
TYPED = (("actual", "lots"),)
PAPER = "Action\tDue\tLead\nSweep\tsoon\tHead of Policy and Performance\n"
PRESSED = (405, NO, NO, NO, NO, NO, NO, SIGN_IN)
WRONG_FOR_TEAM = (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)
OWN_WRONG = (TYPED_WRONG, TYPED_WRONG, NO, NO, NO, NO, NO, SIGN_IN)
OWN_MOVED = (MOVED, MOVED, NO, NO, NO, NO, NO, SIGN_IN)
MOVED_FOR_TEAM = (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)
PLAN = "corporate-improvement-plan"
SITTING = ("@clinic", "@sitting")
NOBODY = (NO, NO, SIGN_IN)
NOT_THEIRS = (GONE,) * 5 + NOBODY


@dataclass(frozen=True)
class Address:
    """An address with the answer that each of WHO gets, to GET and, where it takes one, to POST."""

    get: tuple
    args: tuple = ()
    post: tuple | None = None
    data: tuple = ()


UPDATE = (("words", "Said."), ("last_seen", "@newest"))
TABLE = {
    "home": Address((OK, OK, OK, OK, OK, OK, NO, OK)),
    "my-work": Address((OK, OK, OK, OK, OK, OK, NO, SIGN_IN)),
    "search": Address(READ),
    "brand": Address(OPEN),
    "logo": Address((GONE,) * 8),
    "live": Address(OPEN),
    "ready": Address(OPEN),
    "sign-in": Address((MOVED,) * 7 + (OK,)),
    "account": Address((OK,) * 7 + (SIGN_IN,), post=(MOVED,) * 7 + (SIGN_IN,)),
    "sign-out": Address((405,) * 8, post=(MOVED,) * 8),
    "indicators": Address(READ),
    "indicator-changes": Address(READ, ("BVPI", "BV8")),
    "uploads": Address(REPORT, post=(TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, NO, NO, TYPED_WRONG, NO, SIGN_IN)),
    "upload": Address((OK, GONE, GONE, NO, NO, GONE, NO, SIGN_IN), ("@upload",)),
    "adopt-catalogue": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("paf",), (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "entry": Address(REPORT),
    "lock-period": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), post=(MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "collection": Address(REPORT),
    "figure": Address(OWN, ("BVPI", "BV8"), (TYPED_WRONG, TYPED_WRONG, NO, NO, NO, NO, NO, SIGN_IN), TYPED),
    "targets": Address(OWN, ("BVPI", "BV8"), (MOVED, MOVED, NO, NO, NO, NO, NO, SIGN_IN)),
    "scorecard": Address(READ),
    "scorecard-pdf": Address(READ),
    "direction-of-travel": Address(READ),
    "indicator": Address(READ, ("BVPI", "BV8")),
    "actions": Address(READ),
    "read-date": Address((OK, OK, OK, OK, OK, OK, NO, SIGN_IN)),
    "action-calendar": Address(OPEN, ("@calendar",)),
    "coverage": Address(READ),
    "action": Address(READ, ("@action",)),
    "update-action": Address(
        (OK, OK, NO, NO, NO, NO, NO, SIGN_IN), ("@action",), (MOVED, MOVED, NO, NO, NO, NO, NO, SIGN_IN), UPDATE
    ),
    "ask-for-date": Address(
        (OK, OK, NO, NO, NO, NO, NO, SIGN_IN),
        ("@action", "@milestone"),
        (TYPED_WRONG, TYPED_WRONG, NO, NO, NO, NO, NO, SIGN_IN),
    ),
    "date-requests": Address((OK, OK, OK, OK, OK, OK, NO, SIGN_IN)),
    "decide-date": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN),
        ("@request",),
        (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN),
    ),
    "close-action": Address(
        (OK, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@action",), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "plans": Address(READ),
    "plan": Address(READ, ("corporate-improvement-plan",)),
    "new-plan": Address(TEAM, post=WRONG_FOR_TEAM),
    "edit-plan": Address(TEAM, (PLAN,)),
    "edit-plan-facts": Address(TEAM, (PLAN,), WRONG_FOR_TEAM),
    "rearrange-plan": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), (PLAN,), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "number-anew": Address(TEAM, (PLAN,), (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    # Each comes under something that the address names, and says so where it names nothing.
    "add-line": Address((GONE, NO, NO, NO, NO, NO, NO, SIGN_IN), (PLAN,)),
    "add-existing": Address((GONE, NO, NO, NO, NO, NO, NO, SIGN_IN), (PLAN,)),
    "add-part": Address(TEAM, (PLAN, "section"), WRONG_FOR_TEAM),
    "edit-line": Address(TEAM, (PLAN, "@entry"), WRONG_FOR_TEAM),
    "close-line": Address(TEAM, (PLAN, "@entry"), WRONG_FOR_TEAM, (("to", "closed"),)),
    "move-part": Address(TEAM, (PLAN, "line", "@entry"), (405, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "edit-part": Address(TEAM, (PLAN, "section", "@section"), WRONG_FOR_TEAM),
    "plan-history": Address(READ, (PLAN,)),
    "plan-versions": Address(READ, (PLAN,)),
    "record-version": Address(TEAM, (PLAN,), WRONG_FOR_TEAM),
    "compare-versions": Address(READ, (PLAN,)),
    "plan-version": Address(READ, (PLAN, "2")),
    "plan-pdf": Address((OK, OK, OK, OK, OK, NO, NO, SIGN_IN), ("corporate-improvement-plan",)),
    **dict.fromkeys(
        ("plan-xlsx", "plan-docx", "plan-changes", "plan-summary", "plan-timeline", "plan-exceptions"),
        Address(READ, ("corporate-improvement-plan",)),
    ),
    **dict.fromkeys(
        ("plan-changes-pdf", "plan-summary-pdf", "plan-exceptions-pdf"), Address(READ, ("corporate-improvement-plan",))
    ),
    "plan-entry": Address(
        (MOVED, MOVED, MOVED, MOVED, MOVED, NO, NO, SIGN_IN), ("corporate-improvement-plan", "8.1.3")
    ),
    "plan-import": Address(TEAM, post=(TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "plan-upload": Address(TEAM, ("@paper",), (409, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "plan-upload-columns": Address(TEAM, ("@paper",), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "plan-upload-row": Address(TEAM, ("@paper", 2), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "plan-upload-undo": Address(
        (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@paper",), (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    **dict.fromkeys(
        ("plan-upload-posts", "plan-upload-proposed", "plan-upload-staying", "plan-upload-table"),
        Address(
            (405, NO, NO, NO, NO, NO, NO, SIGN_IN),
            ("@paper",),
            (MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN),
            (("choice", "0"),),
        ),
    ),
    "clinics": Address(READ),
    "suggested-clinics": Address(READ),
    "suggested-clinics-pdf": Address(READ),
    # Declining without a reason: the team is asked for one, everybody else is told who answers.
    "suggestion": Address(
        READ,
        ("LPI", "DH-SPEND"),
        (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN),
        (("answer", "decline"),),
    ),
    "commission-clinic": Address(OFFICERS, post=(TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, NO, NO, NO, NO, SIGN_IN)),
    "clinic-rules": Address(READ, post=WRONG_FOR_TEAM),
    "clinic": Address(READ, ("@clinic",)),
    "clinic-agree": Address(PRESSED, ("@clinic",), MOVED_FOR_TEAM),
    "clinic-follow-up": Address(PRESSED, ("@clinic",), MOVED_FOR_TEAM),
    "clinic-schedule": Address(TEAM, ("@clinic",), WRONG_FOR_TEAM),
    "clinic-close": Address(TEAM, ("@clinic",), WRONG_FOR_TEAM),
    # A clinic that is followed up is neither cancelled nor reopened, and its people are those of its sittings.
    "clinic-cancel": Address(MOVED_FOR_TEAM, ("@clinic",), WRONG_FOR_TEAM),
    "clinic-reopen": Address(MOVED_FOR_TEAM, ("@clinic",), WRONG_FOR_TEAM),
    "clinic-people": Address(MOVED_FOR_TEAM, ("@clinic",)),
    "clinic-progress": Address(TEAM, ("@clinic",), WRONG_FOR_TEAM),
    "clinic-outcome": Address(TEAM, ("@clinic",)),
    "clinic-actions": Address(TEAM, ("@clinic",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "clinic-history": Address(READ, ("@clinic",)),
    "sitting-change": Address(TEAM, ("@clinic", "@sitting"), WRONG_FOR_TEAM),
    "sitting-cancel": Address(TEAM, ("@clinic", "@sitting"), WRONG_FOR_TEAM),
    "sitting-held": Address(PRESSED, ("@clinic", "@sitting"), MOVED_FOR_TEAM),
    "sitting-attendance": Address(TEAM, ("@clinic", "@sitting"), MOVED_FOR_TEAM),
    "sitting-invitation": Address(READ, ("@clinic", "@sitting")),
    "sitting-invite": Address(TEAM, ("@clinic", "@sitting"), MOVED_FOR_TEAM),
    # A sitting of the demonstration has not begun: there is nothing to note or to end, and its day has passed.
    "clinic-sitting": Address((MOVED,) * 5 + (NO, NO, SIGN_IN), SITTING),
    "clinic-briefing": Address(READ, SITTING),
    "clinic-briefing-pdf": Address(READ, SITTING),
    "clinic-begin": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, WRONG_FOR_TEAM),
    "clinic-room": Address((MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, WRONG_FOR_TEAM),
    "clinic-understood": Address(TEAM, SITTING),
    "clinic-present": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, MOVED_FOR_TEAM),
    "clinic-move": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "clinic-note": Address(MOVED_FOR_TEAM, (*SITTING, "@note"), MOVED_FOR_TEAM, (("do", "back"),)),
    "clinic-end": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, MOVED_FOR_TEAM),
    "clinic-call-back": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, MOVED_FOR_TEAM),
    "clinic-take-up": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), SITTING, MOVED_FOR_TEAM),
    "clinic-minutes": Address(READ, SITTING),
    "clinic-minutes-pdf": Address(READ, SITTING),
    **dict.fromkeys(
        ("clinic-effect", "clinic-effect-pdf", "clinic-summary", "clinic-summary-pdf", "clinic-summary-xlsx"),
        Address(READ),
    ),
    "clinic-programme": Address(READ),
    "meetings": Address(READ),
    "meeting": Address(READ, ("@meeting",)),
    "item": Address(READ, ("@meeting", 5)),
    "boards": Address(READ),
    "board": Address(READ, ("@board",)),
    "edit-board": Address(TEAM, ("@board",), WRONG_FOR_TEAM, (("usual_place", "9"),)),
    "new-board": Address(TEAM, post=WRONG_FOR_TEAM),
    "end-board": Address(TEAM, ("@board",), WRONG_FOR_TEAM),
    "take-back-end": Address(PRESSED, ("@board",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "remove-board": Address(PRESSED, ("@board",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "board-history": Address(TEAM, ("@board",)),
    "add-place": Address(TEAM, ("@board",), WRONG_FOR_TEAM),
    "edit-place": Address(TEAM, ("@board", "@place"), WRONG_FOR_TEAM),
    "end-place": Address(TEAM, ("@board", "@place"), WRONG_FOR_TEAM),
    "remove-place": Address(MOVED_FOR_TEAM, ("@board", "@place"), WRONG_FOR_TEAM),  # the board has met in its time
    "plan-year": Address(TEAM, ("@board",), WRONG_FOR_TEAM, (("do", "make"),)),
    "undo-plan-year": Address(PRESSED, ("@board",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "add-standing-item": Address(TEAM, ("@board",), WRONG_FOR_TEAM),
    "edit-standing-item": Address(TEAM, ("@board", "@standing"), WRONG_FOR_TEAM),
    "arrange-standing-items": Address(PRESSED, ("@board",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "new-meeting": Address(TEAM, post=WRONG_FOR_TEAM),
    "edit-meeting": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "cancel-meeting": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "restore-meeting": Address(PRESSED, ("@meeting",), MOVED_FOR_TEAM),
    "meeting-history": Address(TEAM, ("@meeting",)),
    "meeting-calendar": Address(READ, ("@meeting",)),
    "agenda": Address(TEAM, ("@agenda",)),
    "begin-agenda": Address(PRESSED, ("@empty",), MOVED_FOR_TEAM, (("from", "standing"),)),
    "add-item": Address(TEAM, ("@agenda",), WRONG_FOR_TEAM),
    "arrange-agenda": Address(PRESSED, ("@agenda",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "edit-item": Address(TEAM, ("@agenda", "@agenda-item"), WRONG_FOR_TEAM),
    "withdraw-item": Address(TEAM, ("@agenda", "@agenda-item"), WRONG_FOR_TEAM),
    "report-templates": Address(READ),
    "adopt-template": Address(PRESSED, post=MOVED_FOR_TEAM, data=(("template", "plain"),)),
    "report-template": Address(TEAM, ("@template",), WRONG_FOR_TEAM),
    "default-template": Address(PRESSED, ("@template",), MOVED_FOR_TEAM),
    "add-heading": Address(TEAM, ("@template",), WRONG_FOR_TEAM),
    "edit-heading": Address(TEAM, ("@template", "@heading"), WRONG_FOR_TEAM),
    "arrange-headings": Address(PRESSED, ("@template",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    # Reports. The owner holds the post of the author of the one that is in review, and presents the item without one.
    "reports": Address(READ),
    "start-report": Address(OWN, ("@november", 5), OWN_WRONG, (("title", ""),)),
    **dict.fromkeys(("report", "preview-report"), Address(OWN, ("@report",))),
    "frozen-report": Address(TEAM, ("@signed", 1)),
    "edit-report": Address(OWN, ("@report",), OWN_WRONG),
    "write-report": Address(OWN, ("@report",), OWN_MOVED),
    "keep-draft": Address(
        (405, 405, NO, NO, NO, NO, NO, SIGN_IN), ("@report",), (GONE, GONE, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "report-appendices": Address(OWN, ("@report",), (GONE, GONE, NO, NO, NO, NO, NO, SIGN_IN)),
    "add-appendix": Address(OWN, ("@report",), OWN_WRONG),
    "edit-appendix": Address(OWN, ("@report", "@appendix"), OWN_WRONG),
    "report-reviewers": Address(OWN, ("@report",), OWN_WRONG, (("post_0", "999999"),)),
    # It is in review already, and it is not the owner who signs it; the other is signed off.
    "send-report": Address(OWN_MOVED, ("@report",), OWN_WRONG),
    "withdraw-report": Address(OWN, ("@report",), OWN_WRONG),
    "sign-report": Address(TEAM, ("@report",), WRONG_FOR_TEAM),
    "return-report": Address(TEAM, ("@report",), WRONG_FOR_TEAM),
    "reopen-report": Address(TEAM, ("@signed",), WRONG_FOR_TEAM),
    "comment-on-report": Address((405, 405, NO, NO, NO, NO, NO, SIGN_IN), ("@report",), OWN_WRONG),
    "pack": Address(READ, ("@meeting",)),
    "build-pack": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN),
        ("@meeting",),
        (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN),
        (("audience", "nobody"),),
    ),
    # Of the September meeting no minutes are begun, and May's wait to be approved there.
    "minutes": Address(READ, ("@meeting",)),
    "minutes-pdf": Address(READ, ("@may",)),
    "matters-arising": Address(READ, ("@meeting",)),
    "board-attendance": Address(READ, ("@board",)),
    "begin-minutes": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "write-minutes": Address(MOVED_FOR_TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "order-minutes": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@may",), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "add-minute": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM),
    "edit-minute": Address(MOVED_FOR_TEAM, ("@minute",), WRONG_FOR_TEAM),
    "resolution": Address(TEAM, ("@resolution",), WRONG_FOR_TEAM, (("do", "make"),)),
    "resolved-date": Address(TEAM, ("@resolution",)),
    "publish-minutes": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting",), MOVED_FOR_TEAM),
    "take-back-minutes": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting",), MOVED_FOR_TEAM),
    "approve-minutes": Address(TEAM, ("@may",), WRONG_FOR_TEAM),
    "meeting-attendance": Address(TEAM, ("@meeting",), WRONG_FOR_TEAM, (("do", "other"),)),
    # Readers: their papers, notes of their own, files of items and mail on papers
    "my-papers": Address(READ),
    "meetings-calendar": Address(OPEN, ("@board calendar",)),
    "my-notes": Address(READ, ("@meeting",)),
    "write-note": Address(
        READ, ("@meeting", "@item"), (TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, TYPED_WRONG, NO, NO, SIGN_IN)
    ),
    # A note is its author's: for everybody else it is not there.
    "change-note": Address(NOT_THEIRS, ("@own note",), NOT_THEIRS, (("text", "x"),)),
    **dict.fromkeys(("delete-note", "take-note-back"), Address((405,) * 5 + NOBODY, ("@own note",), NOT_THEIRS)),
    "item-pdf": Address(READ, ("@meeting", 5)),
    "item-docx": Address(READ, ("@meeting", 5)),
    "item-files": Address(READ, ("@meeting",)),
    "make-item-files": Address(
        PRESSED, ("@meeting",), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN), (("audience", "nobody"),)
    ),
    "item-files-progress": Address(TEAM, ("@meeting",)),
    "item-files-zip": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting",)),
    "item-files-edition": Address((GONE, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting", "members", 1)),
    "paper-letters": Address(TEAM),
    "paper-letter": Address(TEAM, ("@letter",)),
    "send-paper-letters": Address(PRESSED, post=MOVED_FOR_TEAM),
    "reminders": Address(TEAM),
    "reminder": Address(TEAM, ("@reminder",)),
    "send-reminders": Address((405, NO, NO, NO, NO, NO, NO, SIGN_IN), post=(MOVED, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    # Made for the owner: it opens for the owner and for whoever is not signed in as somebody else.
    "mailed-link": Address((NO, OK, NO, NO, NO, NO, NO, OK), ("@link",), (NO, MOVED, NO, NO, NO, NO, NO, MOVED)),
    "pack-progress": Address(READ, ("@meeting",)),
    "pack-pdf": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting",)),
    "pack-edition": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting", "public", 1)),
    "pack-read": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting", "public", 1)),
    "issue-pack": Address(
        (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting", "public", 1), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
    "item-attachments": Address(TEAM, ("@meeting", 5), (TYPED_WRONG, NO, NO, NO, NO, NO, NO, SIGN_IN)),
    "item-attachment": Address((GONE, GONE, GONE, GONE, GONE, NO, NO, SIGN_IN), ("@meeting", 1)),
    "attachment-off": Address(
        (405, NO, NO, NO, NO, NO, NO, SIGN_IN), ("@meeting", 1), (GONE, NO, NO, NO, NO, NO, NO, SIGN_IN)
    ),
}


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


@pytest.fixture
def people(rotherham, person) -> dict[str, Client]:
    """A browser for each of WHO. The owner holds the post that leads the action; the partner does not."""
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
    browsers = {"nobody": Client()}
    for who, held in roles.items():
        browsers[who] = Client()
        someone = person(*held)
        if who == "owner":
            for post in (website.lead, Indicator.objects.get(ref="BV8").owner, in_review().author):
                PostHolder.objects.create(post=post, user=someone, starts="2000-01-01")
        browsers[who].force_login(someone)
    return browsers


def in_review() -> CommitteeReport:
    """The report of the demonstration that is in review."""
    return CommitteeReport.objects.get(state="review")


def uploader() -> User:
    """Somebody else than those who ask, of the performance team."""
    return User.objects.filter(groups__name=Role.PERFORMANCE).earliest("pk")


def request(action: Action) -> DateChange:
    """A request for a new date that waits."""
    milestone = action.milestones.first()
    waiting = milestone.date_changes.waiting().first()
    becomes = milestone.due_on + timedelta(days=30)
    return waiting or request_date(milestone, becomes, reason="x", by=uploader(), approval="superior")


def link_for_the_owner_of(action: Action) -> SignedLink:
    """A link as it is mailed to whoever holds the post that leads the action since the earliest day."""
    owner = PostHolder.objects.filter(post=action.lead).earliest("starts").user
    facts = {"address": owner.email, "occasion": "due", "subject": "Due", "body": "x"}
    message = keep_message(to=owner, on=today(), actions=[action.pk], **facts)
    return take(message.pk).link


def own_note() -> ItemNote:
    """A note that somebody of the demonstration wrote for themselves."""
    return write_note(author=uploader(), item=Meeting.objects.get(date="2007-09-10").items.get(number=5), text="x")


def letter_on_papers() -> PaperLetter:
    """A letter that was sent when papers were issued."""
    meeting, to = Meeting.objects.get(date="2007-09-10"), uploader()
    pack, _ = Pack.objects.get_or_create(
        meeting=meeting, audience="public", edition=9, requested_by=to, requested_at=now(), state="failed"
    )
    facts = {"address": to.email, "subject": "Papers", "body": "x", "message_id": f"<{pack.pk}@x>", "made_at": now()}
    return PaperLetter.objects.get_or_create(pack=pack, to=to, defaults=facts)[0]


def fill(value, action: Action):
    known = {
        "@action": action.pk,
        "@newest": lambda: action.updates.first().pk,
        "@meeting": Meeting.objects.get(date="2007-09-10").pk,
        "@agenda": Meeting.objects.get(date="2007-11-12").pk,
        "@empty": Meeting.objects.get(date="2008-01-14").pk,
        "@board": Board.objects.get(name="Corporate Improvement Board").pk,
        "@place": lambda: Board.objects.get(name="Corporate Improvement Board").members.first().pk,
        "@standing": StandingItem.objects.first().pk,
        "@agenda-item": AgendaItem.objects.filter(meeting__date="2007-11-12").first().pk,
        "@template": ReportTemplate.objects.first().pk,
        "@heading": ReportHeading.objects.first().pk,
        "@may": lambda: Meeting.objects.get(date="2007-05-14").pk,
        "@minute": lambda: Meeting.objects.get(date="2007-05-14").minutes.first().pk,
        "@resolution": lambda: Resolution.objects.filter(minute__meeting__date="2007-05-14").first().pk,
        "@upload": lambda: keep("benchmarks", "b.csv", b"set,ref,year,group,top\n", by=uploader()).pk,
        "@paper": lambda: keep_text(PAPER, by=uploader(), written_on=today()).pk,
        "@calendar": lambda: calendar_address(uploader(), action.lead_id).split("/")[-1].removesuffix(".ics"),
        "@link": lambda: token(link_for_the_owner_of(action)),
        "@reminder": lambda: link_for_the_owner_of(action).message_id,
        "@report": in_review().pk,
        "@appendix": in_review().appendices.first().pk,
        "@signed": CommitteeReport.objects.get(item__meeting__date="2007-09-10", item__number=5).pk,
        "@november": in_review().item.meeting_id,
        "@clinic": Clinic.objects.first().pk,
        "@sitting": Clinic.objects.first().sittings.first().pk,
        "@note": lambda: (
            Note.objects.get_or_create(sitting=Clinic.objects.first().sittings.first(), order=1, text="x")[0].pk
        ),
        "@board calendar": lambda: meetings_calendar(uploader()).split("/")[-1].removesuffix(".ics"),
        "@item": lambda: Meeting.objects.get(date="2007-09-10").items.get(number=5).pk,
        "@own note": lambda: own_note().pk,
        "@letter": lambda: letter_on_papers().pk,
        "@milestone": action.milestones.first().pk,
        "@entry": action.plan_entries.first().pk,
        "@section": Section.objects.first().pk,
        "@request": lambda: request(action).pk,
    }
    found = known.get(value, value) if isinstance(value, str) else value
    return found() if callable(found) else found


def outcome(answer):
    if answer.status_code == 302 and "/sign-in/" in answer["Location"]:
        return SIGN_IN
    if hasattr(answer, "streaming_content"):
        answer.close()
    return answer.status_code


PAPERS = {
    "plan-pdf": "improvement_plan.views.files.plan_paper",
    "plan-changes-pdf": "improvement_plan.views.reading.reading_paper",
    "plan-summary-pdf": "improvement_plan.views.reading.reading_paper",
    "plan-exceptions-pdf": "improvement_plan.views.reading.reading_paper",
    "scorecard-pdf": "indicators.views.scorecard.scorecard_paper",
    "suggested-clinics-pdf": "clinics.views.suggestions.render_paper",
    "clinic-briefing-pdf": "clinics.views.room.briefing_pdf",
    "clinic-minutes-pdf": "clinics.views.room.minutes_pdf",
    "clinic-effect-pdf": "clinics.views.effects.render",
    "clinic-summary-pdf": "clinics.views.effects.render",
    "minutes-pdf": "meetings.views.minutes.minutes_pdf",
    "item-pdf": "meetings.views.files.lay_out",
}


@pytest.mark.parametrize("name", sorted(set(TABLE) - set(PAPERS)))
def test_everybody_gets_the_answer_that_the_table_gives(people, name):
    action, address = Action.objects.get(title__startswith="Web:"), TABLE[name]
    where = reverse(name, args=[fill(arg, action) for arg in address.args])
    if name != "sign-out":
        got = {who: outcome(people[who].get(where)) for who in WHO}
        assert got == dict(zip(WHO, address.get, strict=True))
    if address.post:
        got = {}
        for who in WHO:
            data = {key: fill(value, action) for key, value in address.data}
            got[who] = outcome(people[who].post(where, data))
        assert got == dict(zip(WHO, address.post, strict=True))


@pytest.mark.parametrize(("name", "paper"), PAPERS.items())
def test_what_is_on_paper_by_itself_is_for_readers(people, monkeypatch, name, paper):
    monkeypatch.setattr(paper, lambda *args, **kwargs: Paper(b"%PDF", 1, {}))
    action = Action.objects.get(title__startswith="Web:")
    where = reverse(name, args=[fill(arg, action) for arg in TABLE[name].args])
    assert {who: outcome(people[who].get(where)) for who in WHO} == dict(zip(WHO, TABLE[name].get, strict=True))


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
    assert 'role="search"' not in page


def test_the_lead_of_an_action_passes_with_the_post(people, person):
    website = Action.objects.get(title__startswith="Web:")
    successor, browser = person(Role.OFFICER), Client()
    PostHolder.objects.filter(post=website.lead).delete()
    PostHolder.objects.create(post=Post.objects.get(pk=website.lead_id), user=successor, starts="2007-09-01")
    browser.force_login(successor)
    assert browser.get(f"/actions/{website.pk}/update/").status_code == 200
    assert people["owner"].get(f"/actions/{website.pk}/update/").status_code == 403
