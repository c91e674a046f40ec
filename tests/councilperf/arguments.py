"""What stands in an address that is tried: rows of the demonstration, found or made when they are asked for."""

from datetime import timedelta

from accounts.choices import LetterKind, Role
from accounts.models import Invitation, Passkey, User
from accounts.services.invitations import invite
from accounts.services.invitations import token as invitation_token
from accounts.services.letters import stop_token
from actions.models import Action, DateChange
from actions.services import request_date
from actions.subscriptions import calendar_address
from clinics.models import Clinic, Note
from core.clock import now, today
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
from organisation.models import Board, Outcome, PostHolder
from publishing.models import ApiKey
from publishing.services.keys import make_key
from reminders.models import SignedLink
from reminders.services import keep as keep_message
from reminders.services import take, token

PAPER = "Action\tDue\tLead\nSweep\tsoon\tHead of Policy and Performance\n"


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


def somebody_else() -> User:
    """Somebody whom no test signs in."""
    return User.objects.filter(email="x@council.example").first() or User.objects.create_user("x@council.example")


def owner_of(action: Action) -> User:
    """Whoever holds the post that leads the action since the earliest day."""
    return PostHolder.objects.filter(post=action.lead).earliest("starts").user


def invitation_for_the_owner_of(action: Action) -> Invitation:
    """The link of an invitation as it is mailed to them."""
    owner = owner_of(action)
    return Invitation.objects.filter(to=owner).first() or invite(to=owner, by=uploader())


def link_for_the_owner_of(action: Action) -> SignedLink:
    """A link as it is mailed to whoever holds the post that leads the action since the earliest day."""
    owner = owner_of(action)
    if kept := SignedLink.objects.filter(message__to=owner).first():
        return kept
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


def public_indicator() -> str:
    """The reference of an indicator that is published with its figures."""
    indicator = Indicator.objects.get(set__code="BVPI", ref="BV8")
    if not indicator.is_public:
        indicator.is_public = True
        indicator.save()
        for figure in indicator.measurements.with_value():
            figure.state = "audited"
            figure.save()
    return indicator.ref


def api_key() -> ApiKey:
    """A key of the read API."""
    return ApiKey.objects.first() or make_key(name="Power BI", ends_on=today() + timedelta(days=30))[0]


def fill(value, action: Action):
    """What an argument of the table stands for; only what is asked for is looked up."""
    known = {
        "@action": lambda: action.pk,
        "@newest": lambda: action.updates.first().pk,
        "@meeting": lambda: Meeting.objects.get(date="2007-09-10").pk,
        "@agenda": lambda: Meeting.objects.get(date="2007-11-12").pk,
        "@empty": lambda: Meeting.objects.get(date="2008-01-14").pk,
        "@board": lambda: Board.objects.get(name="Corporate Improvement Board").pk,
        "@place": lambda: Board.objects.get(name="Corporate Improvement Board").members.first().pk,
        "@standing": lambda: StandingItem.objects.first().pk,
        "@agenda-item": lambda: AgendaItem.objects.filter(meeting__date="2007-11-12").first().pk,
        "@template": lambda: ReportTemplate.objects.first().pk,
        "@heading": lambda: ReportHeading.objects.first().pk,
        "@may": lambda: Meeting.objects.get(date="2007-05-14").pk,
        "@minute": lambda: Meeting.objects.get(date="2007-05-14").minutes.first().pk,
        "@resolution": lambda: Resolution.objects.filter(minute__meeting__date="2007-05-14").first().pk,
        "@upload": lambda: keep("benchmarks", "b.csv", b"set,ref,year,group,top\n", by=uploader()).pk,
        "@paper": lambda: keep_text(PAPER, by=uploader(), written_on=today()).pk,
        "@calendar": lambda: calendar_address(uploader(), action.lead_id).split("/")[-1].removesuffix(".ics"),
        "@link": lambda: token(link_for_the_owner_of(action)),
        "@stop": lambda: stop_token(owner_of(action).pk, LetterKind.PAPERS),
        "@reminder": lambda: link_for_the_owner_of(action).message_id,
        "@report": lambda: in_review().pk,
        "@appendix": lambda: in_review().appendices.first().pk,
        "@signed": lambda: CommitteeReport.objects.get(item__meeting__date="2007-09-10", item__number=5).pk,
        "@november": lambda: in_review().item.meeting_id,
        "@clinic": lambda: Clinic.objects.first().pk,
        "@sitting": lambda: Clinic.objects.first().sittings.first().pk,
        "@note": lambda: (
            Note.objects.get_or_create(sitting=Clinic.objects.first().sittings.first(), order=1, text="x")[0].pk
        ),
        "@board calendar": lambda: meetings_calendar(uploader()).split("/")[-1].removesuffix(".ics"),
        "@item": lambda: Meeting.objects.get(date="2007-09-10").items.get(number=5).pk,
        "@own note": lambda: own_note().pk,
        "@invitation": lambda: invitation_token(invitation_for_the_owner_of(action)),
        "@person": lambda: owner_of(action).pk,
        "@somebody else": lambda: somebody_else().pk,
        "@post": action.lead_id,
        "@holding": lambda: PostHolder.objects.filter(post=action.lead).earliest("starts").pk,
        "@directorate": action.lead.directorate_id,
        "@framework": lambda: Outcome.objects.get(ref="W3").framework_id,
        "@outcome": lambda: Outcome.objects.get(ref="W3").pk,
        "@passkey": lambda: Passkey.objects.get_or_create(person=uploader(), name="x", credential=b"x")[0].pk,
        "@letter": lambda: letter_on_papers().pk,
        "@milestone": lambda: action.milestones.first().pk,
        "@entry": lambda: action.plan_entries.first().pk,
        "@section": lambda: Section.objects.first().pk,
        "@public indicator": public_indicator,
        "@api key": lambda: api_key().pk,
        "@request": lambda: request(action).pk,
    }
    found = known.get(value, value) if isinstance(value, str) else value
    return found() if callable(found) else found
