"""Queries do not grow with rows: the same count for 1, 3 and 300, and on PostgreSQL for 1, 3 and 60."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from actions.models import Action, Milestone, Update, start_of
from actions.services import request_date
from actions.subscriptions import calendar_address
from clinics.models import Attendance as Present
from clinics.models import (
    Clinic,
    ClinicAction,
    ClinicIndicator,
    Invitation,
    Invitee,
    ProgressUpdate,
    Sitting,
    Trigger,
)
from core.periods import Period, PeriodKind
from improvement_plan.choices import LiveCount
from improvement_plan.imports.uploads import accept, keep_text
from improvement_plan.models import MeasureLink, Objective, Plan, PlanEntry, PlanVersion, PriorityArea, Section
from improvement_plan.services import record_version
from indicators.models import Indicator, IndicatorSet, Measurement, PeerFigure
from indicators.services import judge
from meetings.choices import OF_PLANS
from meetings.models import (
    AgendaItem,
    Attendance,
    CommitteeReport,
    ItemAttachment,
    ItemFiles,
    ItemNote,
    Meeting,
    Minute,
    MinutesPaper,
    Pack,
    PaperLetter,
    ReportAppendix,
    ReportHeading,
    ReportSection,
    ReportTemplate,
    SectionDraft,
    StandingItem,
)
from meetings.signing import sign_off
from meetings.subscriptions import calendar_address as meetings_calendar
from organisation.models import Board, BoardMember, Council, Post, PostHolder
from organisation.services import reporting_period
from reminders.models import LinkUse, Message, SignedLink
from reminders.services import token
from tests.demonstration import ON_POSTGRESQL
from tests.queries import analyse, counted

pytestmark = [pytest.mark.whole, pytest.mark.django_db]
FIRST = date(2007, 1, 1)
MANY = 60 if ON_POSTGRESQL else 300
"""Python asks both databases as often; here it is enough that each answers, with more rows than a page of a list has."""
DRAWN = 30
"""The indicators of a briefing are at most so many: each is drawn twice, which takes long and asks nothing."""


class Town:
    """A council that grows: ``grow(n)`` brings each kind of thing up to n rows."""

    def __init__(self, officer) -> None:
        self.officer = officer
        self.rows = 0
        self.post = Post.objects.create(title="Head of Finance", abbreviation="HF")
        PostHolder.objects.create(post=self.post, user=officer, starts=date(2000, 1, 1))
        self.plan = Plan.objects.create(title="Plan", slug="plan", layout="numbered")
        other = Section.objects.create(plan=Plan.objects.create(title="Other", slug="other"), number=1, title="S")
        area = PriorityArea.objects.create(section=other, number=1, title="A")
        self.elsewhere = Objective.objects.create(area=area, text="O")
        self.set = IndicatorSet.objects.create(code="BVPI", title="Best Value")
        self.board = Board.objects.create(name="Board", kind="political")
        self.meeting = Meeting.objects.create(board=self.board, date=date(2007, 9, 10))
        self.template = ReportTemplate.objects.create(name="T")
        self.link = SignedLink.objects.create(message=self.reminder(0), expires_at=start_of(date(2007, 12, 1)))
        for number, kind in enumerate(("plan", "clinics", "plan_summary", "plan_changes", "plan_exceptions"), 1):
            self.report(number, kind)
        sign_off(report=self.report(6, "plan"), by=None)

    def report(self, number: int, kind: str) -> CommitteeReport:
        item = AgendaItem.objects.create(meeting=self.meeting, number=number, title=kind)
        report = CommitteeReport.objects.create(item=item, template=self.template, title=kind, author=self.post)
        plan = self.plan if kind in OF_PLANS else None
        ReportAppendix.objects.create(report=report, label="A", title=kind, kind=kind, plan=plan)
        return report

    def preview(self, number: int) -> str:
        """Where a report is previewed."""
        return reverse(
            "preview-report", args=[CommitteeReport.objects.get(item__meeting=self.meeting, item__number=number).pk]
        )

    @staticmethod
    def review(page: str) -> str:
        """A page of the first report that is in review."""
        return reverse(f"{page}-report", args=[CommitteeReport.objects.filter(state="review").earliest("pk").pk])

    def reports(self, n: int, heading: ReportHeading, meeting: Meeting) -> None:
        """The first report grows by a reviewer, a draft, an event and a comment, and there is another in review."""
        first, helper = CommitteeReport.objects.earliest("pk"), Post.objects.get(title=f"Helper {n}")
        ReportSection.objects.create(report=first, heading=heading, body="x")
        SectionDraft.objects.create(report=first, heading=heading, by=self.officer, text="y")
        first.reviewers.create(post=helper, order=n)
        first.events.create(step="signed", by=self.officer, post=helper, text_sha256="x")
        said = first.comments.create(text="x", by=self.officer, heading=heading)
        first.comments.create(text="x", by=self.officer, post=helper, answers=said)
        item = AgendaItem.objects.create(meeting=meeting, number=1, title="x")
        other = CommitteeReport.objects.create(
            item=item, template=self.template, title="x", author=self.post, state="review", written_by=FIRST
        )
        other.reviewers.create(post=self.post)
        other.events.create(step="sent", by=self.officer)
        ReportSection.objects.create(report=other, heading=heading, body="x")

    def reminder(self, n: int) -> Message:
        return Message.objects.create(
            to=self.officer, address="o@town.example", on=FIRST + timedelta(days=n), occasion="due",
            subject="x", body="x", message_id=f"<{n}@town>", made_at=start_of(date(2007, 9, 1)),
        )  # fmt: skip

    def paper(self, plan: Plan | None) -> str:
        """Where a plan is looked over that has a doubtful row, one that was settled and an unknown post for each row."""
        lines = "".join(f"{n}\tAction {n}\tsoon\tChief {n}\n{n}b\tStep {n}\tlate\t\n" for n in range(1, self.rows + 1))
        upload = keep_text(f"Ref\tAction\tDue\tLead\n{lines}", by=self.officer, written_on=FIRST, plan=plan)
        accept(upload, range(3, 2 * self.rows + 2, 2), by=self.officer)
        return upload.get_absolute_url()

    def grow(self, rows: int) -> None:
        for n in range(self.rows + 1, rows + 1):
            self.one_more(n)
        self.rows = rows
        self.link.actions.set(Action.objects.all())
        self.plan.versions.filter(number="kept").delete()
        record_version(plan=self.plan, number="kept", reviewed_on=FIRST + timedelta(days=1), issues="x")
        self.issue_again()
        judge()

    @staticmethod
    def sitting_page(name: str) -> str:
        """A page of the first sitting of the first clinic."""
        sitting = Sitting.objects.get(clinic__title="Clinic 1", date=FIRST)
        return reverse(name, args=[sitting.clinic_id, sitting.pk])

    def one_more(self, n: int) -> None:
        indicator = Indicator.objects.create(set=self.set, ref=f"BV{n}", title="Invoices", owner=self.post)
        clinic = Clinic.objects.create(title=f"Clinic {n}", state="follow_up", outcome="x")
        Sitting.objects.create(clinic=clinic, date=FIRST)
        Trigger.objects.create(clinic=clinic, indicator=indicator, rule="off_target", sentence="x")
        ClinicIndicator.objects.create(clinic=clinic, indicator=indicator)
        wanted = Clinic.objects.create(title=f"Wanted {n}")
        Trigger.objects.create(clinic=wanted, indicator=indicator, rule="other", sentence="x")
        ClinicIndicator.objects.create(clinic=wanted, indicator=indicator)
        months = Period(PeriodKind.MONTH, 1980 + n // 12, n % 12 + 1)
        first = Indicator.objects.get(ref="BV1")
        Measurement.objects.create(indicator=first, period=reporting_period(months), actual=n, target=n)
        year = reporting_period(Period.parse("2006/07"))
        Measurement.objects.create(indicator=indicator, period=year, actual=n)
        PeerFigure.objects.create(indicator=first, period=year, group=f"Group {n % 7}", council=f"Peer {n}", value=n)
        if n > 1:
            ClinicIndicator.objects.create(clinic=clinic, indicator=first)
            ClinicIndicator.objects.create(clinic=Clinic.objects.first(), indicator=indicator)
        self.action(n, first)
        self.life(n)
        self.room(n, first)
        self.minutes(n)
        self.packs(n)
        self.reading(n)
        self.reminder(n)
        LinkUse.objects.create(link=self.link, at=start_of(FIRST), what="opened")
        meeting = Meeting.objects.create(board=self.board, date=FIRST - timedelta(days=n))
        self.kept(n)
        self.seats(n)
        minute = Minute.objects.create(meeting=self.meeting, number=n, title="x")
        minute.resolutions.create(text="x")
        Attendance.objects.create(meeting=self.meeting, role=f"Member {n}")
        heading = ReportHeading.objects.create(template=self.template, number=n, title="x")
        self.reports(n, heading, meeting)

    def kept(self, n: int) -> None:
        """A meeting to come, planned with others; one more item of an agenda, standing item, template and board."""
        coming = Meeting.objects.create(
            board=self.board,
            date=date(2007, 10, 1) + timedelta(days=n),
            publication_deadline=date(2007, 9, 20),
            planned_at=start_of(FIRST),
        )
        first = Meeting.objects.get(date=date(2007, 10, 2))
        AgendaItem.objects.create(meeting=coming, number=1, title="x", presenter=self.post)
        if n > 1:
            AgendaItem.objects.create(
                meeting=first, number=n, title="x", presenter=self.post, kind="minutes", minutes_of=self.meeting
            )
        StandingItem.objects.create(board=self.board, number=n, title="x", presenter=self.post)
        Board.objects.create(name=f"Board {n}", kind="officer")
        member = User.objects.create(email=f"m{n}@town.example", name="M")
        BoardMember.objects.create(board=self.board, user=member, starts=FIRST)
        other = ReportTemplate.objects.create(name=f"T{n}")
        ReportHeading.objects.create(template=other, number=1, title="x")

    @property
    def coming(self) -> Meeting:
        """A meeting to come whose agenda grows."""
        return Meeting.objects.get(date=date(2007, 10, 2))

    def issue_again(self) -> None:
        """What is frozen grows by being frozen anew: the report that was signed off, and a pack that is read."""
        sign_off(report=CommitteeReport.objects.get(item__meeting=self.meeting, item__number=6), by=None)
        keys = list(self.meeting.items.filter(number__gt=100).values_list("pk", "number"))
        held = {"title": "x", "exempt": "", "seal": "", "first": 2, "last": 3, "edition": 1}
        held["attachments"] = [{"pk": 1, "title": "x", "name": "x", "sha256": "x", "pages": 1}]
        payload = {
            "items": [{"pk": pk, "number": number} | held for pk, number in keys],
            "ranges": [{"number": number, "first": 2, "last": 3} for _, number in keys],
        }
        at = dict.fromkeys(("requested_at", "built_at", "read_at", "issued_at"), start_of(FIRST))
        by = dict.fromkeys(("requested_by", "issued_by"), self.officer)
        Pack.objects.create(
            meeting=self.meeting, audience="public", edition=9000 + self.rows, state="ready", pages=3, payload=payload,
            html=ContentFile(b"<body>x</body>", "read.html"), file="x", sha256="x", **at, **by,
        )  # fmt: skip

    def seats(self, n: int) -> None:
        """There is a board more that has ended; the board grows by a place that ended and one that is to come."""
        Board.objects.create(name=f"Ended {n}", kind="officer", ends=FIRST)
        person = User.objects.create(email=f"s{n}@town.example", name="S")
        BoardMember.objects.create(board=self.board, user=person, starts=FIRST - timedelta(days=9), ends=FIRST)
        BoardMember.objects.create(board=self.board, user=person, starts=date(2008, 1, 1))

    def packs(self, n: int) -> None:
        """The meeting grows by an edition that was issued, a supplement, a draft and a file of an item."""
        held = {
            "number": n,
            "title": "x",
            "exempt": "",
            "seal": "",
            "attachments": [],
            "first": 1,
            "last": 2,
            "edition": 1,
        }
        payload = {"items": [{"pk": one, **held} for one in range(n)], "ranges": []}
        facts = {"meeting": self.meeting, "state": "ready", "pages": 1, "sha256": "x", "file": "x", "payload": payload}
        facts |= dict.fromkeys(("requested_by", "issued_by"), self.officer)
        facts |= dict.fromkeys(("requested_at", "built_at", "read_at", "issued_at"), start_of(FIRST))
        main = Pack.objects.create(**facts, audience="public", edition=3 * n)
        Pack.objects.create(**facts, audience="public", edition=3 * n + 1, main=main)
        draft = facts | {"issued_by": None, "issued_at": None}
        Pack.objects.create(**draft, audience="public", edition=3 * n + 2)
        ItemAttachment.objects.create(
            item=self.meeting.items.first(), title="x", name="x.pdf", file="x", sha256="x", pages=1, size=1,
            added_by=self.officer, added_at=start_of(FIRST),
        )  # fmt: skip

    def minutes(self, n: int) -> None:
        """A board grows by a minute with an action, one that is written and refers to it, a member and a meeting."""
        board, _ = Board.objects.get_or_create(name="Minuted", kind="officer")
        held, written, coming = (
            Meeting.objects.get_or_create(board=board, date=date(2007, month, 2))[0] for month in (5, 7, 8)
        )
        MinutesPaper.objects.get_or_create(meeting=written)
        AgendaItem.objects.get_or_create(meeting=coming, number=1, title="x", kind="matters_arising")
        minute = Minute.objects.create(meeting=held, number=n, title="x", text=f"Minute {n}0 and minute 1.")
        minute.resolutions.create(text="x", action=Action.objects.get(title=f"Action {n}"))
        later = Minute.objects.create(meeting=written, number=1000 + n, title="x", text="Minute 1(1)", refers_to=f"{n}")
        later.resolutions.create(text="x")
        member = BoardMember.objects.create(board=board, user=self.officer, starts=FIRST - timedelta(days=n))
        Attendance.objects.create(meeting=held, member=member, role="x")
        Attendance.objects.create(meeting=held, role=f"Member {n}", capacity="officer")
        if n < 200:  # as many as fit into the municipal year behind the others
            Meeting.objects.create(board=board, date=date(2008, 4, 30) - timedelta(days=n))

    def reading(self, n: int) -> None:
        """The officer sits on the board, whose meetings have packs, files of items and letters, and takes notes."""
        BoardMember.objects.get_or_create(board=self.board, user=self.officer, starts=FIRST)
        at, ready = start_of(FIRST), {"state": "ready", "sha256": "x", "file": "x"}
        pack = Pack.objects.get(meeting=self.meeting, audience="public", edition=3 * n)
        ItemFiles.objects.create(
            meeting=self.meeting, audience="public", edition=n, requested_by=self.officer, requested_at=at, built_at=at,
            **ready,
        )  # fmt: skip
        PaperLetter.objects.create(
            pack=pack,
            to=self.officer,
            address="o@town.example",
            subject="x",
            body="x",
            message_id=f"<p{n}@town>",
            made_at=at,
        )
        item = AgendaItem.objects.create(meeting=self.meeting, number=100 + n, title="x", kind="verbal")
        for on in (item, self.meeting.items.first()):
            ItemNote.objects.create(
                author=self.officer, meeting=self.meeting, item=on, text="x", written_at=at, changed_at=at
            )

    def life(self, n: int) -> None:
        """The first clinic, and one that has not sat, grow by a sitting, people, words and an action."""
        post = Post.objects.get(title=f"Helper {n}")
        held, wanted = Clinic.objects.get(title="Clinic 1"), Clinic.objects.get(title="Wanted 1")
        sitting = Sitting.objects.get(clinic=held, date=FIRST)
        Sitting.objects.create(clinic=held, date=FIRST + timedelta(days=n), chair=post)
        Present.objects.create(sitting=sitting, role="director", post=post, presence="present")
        for clinic in (held, wanted):
            Invitee.objects.create(clinic=clinic, role="director", post=post)
            ProgressUpdate.objects.create(clinic=clinic, words="x", by=self.officer)
        Invitation.objects.create(sitting=sitting, to=self.officer, address="x@town.example", sequence=0)
        action = Action.objects.create(title=f"Of the clinic {n}", lead=post)
        ClinicAction.objects.create(clinic=held, action=action)

    def action(self, n: int, indicator: Indicator) -> None:
        action = Action.objects.create(title=f"Action {n}", lead=self.post, status="on_track")
        helper = Post.objects.create(title=f"Helper {n}", abbreviation=f"H{n}")
        first = Action.objects.get(title="Action 1")
        for led in {action, first}:
            led.contributors.add(helper)
            step = Milestone.objects.create(
                action=led, measure="x", due_on=date(2008, 1, 1), first_due_on=FIRST, date_as_written="x"
            )
            MeasureLink.objects.create(milestone=step, indicator=indicator, target=n)
            MeasureLink.objects.create(milestone=step, live_count=list(LiveCount)[n % 3], target=n)
            if led is action:
                request_date(step, date(2009, 1, 1), reason="x", by=self.officer, approval="superior")
            Update.objects.create(action=led, words="x", by=self.officer, at=start_of(FIRST))
        section = Section.objects.create(plan=self.plan, number=n, title="S")
        area = PriorityArea.objects.create(section=section, number=1, title="A")
        objective = Objective.objects.create(area=area, text="O")
        PlanEntry.objects.create(objective=objective, action=action, ref=f"{n}", added_on=FIRST)
        PlanEntry.objects.create(objective=self.elsewhere, order=n, action=first, added_on=FIRST)
        PlanVersion.objects.create(plan=self.plan, number=str(n), reviewed_on=FIRST, issues="x")
        Clinic.objects.filter(title=f"Clinic {n}").get().clinic_actions.create(action=first)

    def room(self, n: int, first: Indicator) -> None:
        """A sitting that runs grows by an indicator, somebody to come, a line and an action; another clinic sat before."""
        post, indicator = Post.objects.get(title=f"Helper {n}"), Indicator.objects.get(ref=f"BV{n}")
        clinic, _ = Clinic.objects.get_or_create(title="In the room", state="held")
        sitting, _ = Sitting.objects.get_or_create(clinic=clinic, date=FIRST, begun_at=start_of(FIRST))
        if n <= DRAWN:
            ClinicIndicator.objects.create(clinic=clinic, indicator=indicator)
        earlier = Clinic.objects.create(title=f"Earlier {n}", state="held")
        Sitting.objects.create(clinic=earlier, date=FIRST - timedelta(days=n))
        ClinicIndicator.objects.create(clinic=earlier, indicator=first)
        Invitee.objects.create(clinic=clinic, role="other", post=post)
        Present.objects.create(sitting=sitting, role="other", post=post)
        sitting.notes.create(order=n, text="x", indicator=indicator)
        sitting.notes.create(order=n, kind="action", text="x", action=Action.objects.get(title=f"Action {n}"))


def minuted(name: str, month: int) -> str:
    """A page of a meeting whose minutes grow: of May, published; of July, being written; of August, to arise from them."""
    return reverse(name, args=[Meeting.objects.get(board__name="Minuted", date=date(2007, month, 2)).pk])


def in_the_room(name: str) -> str:
    """A page of the sitting that runs."""
    return reverse(name, args=Sitting.objects.values_list("clinic", "pk").get(clinic__title="In the room"))


PAGES: dict[str, Callable[[Town], str]] = {
    "my work": lambda town: "/",
    "actions": lambda town: "/actions/",
    "actions overdue": lambda town: "/actions/?due=overdue",
    "actions filtered": lambda town: (
        f"/actions/?post={town.post.pk}&plan={town.plan.pk}&source=plan&rating=amber&slipped=30&updated=no&closed=all"
    ),
    "actions not updated": lambda town: "/actions/?updated=no&source=clinic&sort=-slipped",
    "actions by directorate": lambda town: "/actions/?by=directorate",
    "actions by post": lambda town: "/actions/?by=post",
    "actions by plan": lambda town: "/actions/?by=plan",
    "actions by month": lambda town: "/actions/?by=month",
    "actions as a calendar": lambda town: "/actions/?view=calendar&month=2008-01",
    "actions along time": lambda town: "/actions/?view=timeline",
    "calendar of a post": lambda town: calendar_address(town.officer, town.post.pk),
    "actions as a file": lambda town: "/actions/?_export=csv",
    "coverage": lambda town: "/actions/coverage/",
    "coverage as a file": lambda town: "/actions/coverage/?_export=csv",
    "action": lambda town: Action.objects.get(title="Action 1").get_absolute_url(),
    "new dates to decide": lambda town: "/actions/dates/",
    "asking for a date": lambda town: reverse(
        "ask-for-date", args=Milestone.objects.filter(action__title="Action 1").values_list("action", "pk").first()
    ),
    "plans": lambda town: "/plans/",
    "plan": lambda town: "/plans/plan/",
    "plan filtered": lambda town: f"/plans/plan/?lead={town.post.pk}&rating=amber",
    "plan as a file": lambda town: "/plans/plan/?_export=csv",
    "plan at a past day": lambda town: "/plans/plan/?on=2007-08-01",
    "plan by directorate": lambda town: "/plans/plan/?directorate=council&due=30",
    "summary of a plan": lambda town: "/plans/plan/summary/",
    "exceptions of a plan": lambda town: "/plans/plan/exceptions/",
    "changes of a plan": lambda town: "/plans/plan/changes/?since=2006-01-01",
    "changes of a plan at a past day": lambda town: "/plans/plan/changes/?since=2006-01-01&on=2007-08-01",
    "timeline of a plan": lambda town: "/plans/plan/timeline/",
    "timeline of a plan at a past day": lambda town: "/plans/plan/timeline/?on=2007-08-01",
    "plan as a workbook": lambda town: "/plans/plan.xlsx",
    "plan as a document": lambda town: "/plans/plan.docx?on=2007-08-01",
    "history of a plan": lambda town: "/plans/plan/history/",
    "versions of a plan": lambda town: "/plans/plan/versions/",
    "version of a plan": lambda town: "/plans/plan/versions/kept/",
    "versions compared": lambda town: "/plans/plan/versions/compare/",
    "indicators": lambda town: "/indicators/",
    "indicators as a file": lambda town: "/indicators/?_export=csv",
    "indicator": lambda town: "/indicators/BVPI/BV1/",
    "scorecard": lambda town: "/indicators/scorecard/?period=2006/07",
    "scorecard filtered and sorted": lambda town: f"/indicators/scorecard/?owner={town.post.pk}&sort=-rating",
    "scorecard as a file": lambda town: "/indicators/scorecard/?_export=csv",
    "direction of travel": lambda town: "/indicators/direction-of-travel/?year=2006/07",
    "direction of travel as a file": lambda town: "/indicators/direction-of-travel/?_export=csv",
    "changes of an indicator": lambda town: "/indicators/BVPI/BV1/changes/",
    "figures of a period": lambda town: "/indicators/entry/?period=2006/07",
    "one figure": lambda town: "/indicators/BVPI/BV1/figure/?period=2006/07",
    "targets": lambda town: "/indicators/BVPI/BV1/targets/",
    "uploads": lambda town: "/indicators/import/",
    "clinics": lambda town: "/clinics/",
    "clinics as a file": lambda town: "/clinics/?_export=csv",
    "suggested clinics": lambda town: "/clinics/suggested/",
    "suggested clinics as a file": lambda town: "/clinics/suggested/?_export=csv",
    "suggestion": lambda town: "/clinics/suggested/BVPI/BV1/?period=2006/07",
    "commissioning a clinic": lambda town: "/clinics/commission/",
    "rules that call for clinics": lambda town: "/clinics/rules/",
    "clinic": lambda town: Clinic.objects.first().get_absolute_url(),
    "effect of clinics": lambda town: "/clinics/effect/",
    "effect of clinics filtered": lambda town: "/clinics/effect/?q=clinic&kind=corporate",
    "effect of clinics as a file": lambda town: "/clinics/effect/?_export=csv",
    "summary of clinics": lambda town: "/clinics/summary/",
    "summary of clinics as a workbook": lambda town: "/clinics/summary.xlsx",
    "programme of clinics": lambda town: "/clinics/programme/",
    "briefing of a sitting": lambda town: in_the_room("clinic-briefing"),
    "minutes of a sitting": lambda town: in_the_room("clinic-minutes"),
    "clinics with open actions": lambda town: "/clinics/?actions=open&kind=corporate&state=follow_up",
    "history of a clinic": lambda town: reverse("clinic-history", args=[Clinic.objects.first().pk]),
    "invitation to a sitting": lambda town: town.sitting_page("sitting-invitation"),
    "meetings": lambda town: "/meetings/",
    "boards": lambda town: "/meetings/boards/",
    "board": lambda town: reverse("board", args=[town.board.pk]),
    "report templates": lambda town: "/meetings/templates/",
    "meeting with a long agenda": lambda town: town.coming.get_absolute_url(),
    "meeting as a calendar": lambda town: reverse("meeting-calendar", args=[town.coming.pk]),
    "meeting": lambda town: town.meeting.get_absolute_url(),
    "report with a plan": lambda town: town.preview(1),
    "report with a plan in counts": lambda town: town.preview(3),
    "report with changes of a plan": lambda town: town.preview(4),
    "report with exceptions of a plan": lambda town: town.preview(5),
    "report with clinics": lambda town: town.preview(2),
    "report that is signed off": lambda town: reverse("item", args=[town.meeting.pk, 6]),
    "reports": lambda town: "/meetings/reports/",
    "report": lambda town: town.preview(1).removesuffix("preview/"),
    "report to write": lambda town: town.preview(1).replace("preview", "write"),
    "report to sign": lambda town: town.review("sign"),
    "appendices of a report": lambda town: town.preview(4).replace("preview", "appendices"),
    "reviewers of a report": lambda town: town.preview(1).replace("preview", "reviewers"),
    "packs": lambda town: reverse("pack", args=[town.meeting.pk]),
    "minutes": lambda town: minuted("minutes", 5),
    "minutes being written": lambda town: minuted("minutes", 7),
    "matters arising": lambda town: minuted("matters-arising", 8),
    "matters arising as papers": lambda town: f"{minuted('meeting', 8)}items/1/",
    "attendance over a year": lambda town: (
        reverse("board-attendance", args=[Board.objects.get(name="Minuted").pk]) + "?year=2007"
    ),
    "my papers": lambda town: "/meetings/mine/",
    "calendar of my meetings": lambda town: meetings_calendar(town.officer),
    "my notes": lambda town: reverse("my-notes", args=[town.meeting.pk]),
    "note on an item": lambda town: reverse("write-note", args=[town.meeting.pk, town.meeting.items.first().pk]),
    "files of items": lambda town: reverse("item-files", args=[town.meeting.pk]),
    "pack that is read": lambda town: reverse("pack-read", args=[town.meeting.pk, "public", 9000 + town.rows]),
    "item as a Word file": lambda town: reverse("item-docx", args=[town.meeting.pk, 6]),
    "search": lambda town: "/search/?q=action",
    "account": lambda town: "/account/",
    "mailed link": lambda town: reverse("mailed-link", args=[token(town.link)]),
}
TEAM_PAGES: dict[str, Callable[[Town], str]] = {
    "meetings as their keepers see them": lambda town: "/meetings/",
    "board as its keepers see it": lambda town: reverse("board", args=[town.board.pk]),
    "board changed": lambda town: reverse("edit-board", args=[town.board.pk]),
    "history of a board": lambda town: reverse("board-history", args=[town.board.pk]),
    "place on a board added": lambda town: reverse("add-place", args=[town.board.pk]),
    "place on a board changed": lambda town: reverse("edit-place", args=[town.board.pk, town.board.members.first().pk]),
    "year planned": lambda town: reverse("plan-year", args=[town.board.pk]) + "?start=2007-10-01&months=1&number=60",
    "new meeting": lambda town: "/meetings/new/",
    "meeting changed": lambda town: reverse("edit-meeting", args=[town.coming.pk]),
    "history of a meeting": lambda town: reverse("meeting-history", args=[town.coming.pk]),
    "agenda arranged": lambda town: reverse("agenda", args=[town.coming.pk]),
    "agenda begun": lambda town: reverse("agenda", args=[Meeting.objects.earliest("date").pk]),
    "item added": lambda town: reverse("add-item", args=[town.coming.pk]),
    "item changed": lambda town: reverse("edit-item", args=[town.coming.pk, town.coming.items.first().pk]),
    "report template": lambda town: reverse("report-template", args=[town.template.pk]),
    "room of a sitting": lambda town: in_the_room("clinic-room"),
    "minutes as they are written": lambda town: minuted("write-minutes", 7),
    "minutes as their keepers see them": lambda town: minuted("minutes", 7),
    "minute changed": lambda town: reverse("edit-minute", args=[Minute.objects.get(number=1001).pk]),
    "minute added": lambda town: minuted("add-minute", 7),
    "resolution": lambda town: (
        reverse("resolution", args=[Minute.objects.get(number=1001).resolutions.get().pk]) + "?q=x"
    ),
    "who was at a meeting": lambda town: minuted("meeting-attendance", 5),
    "minutes to begin": lambda town: minuted("begin-minutes", 8),
    "minutes to approve": lambda town: minuted("approve-minutes", 5),
    "clinic as its keepers see it": lambda town: Clinic.objects.first().get_absolute_url(),
    "who is to come to a clinic": lambda town: reverse("clinic-people", args=[Clinic.objects.get(title="Wanted 1").pk]),
    "schedule of a clinic": lambda town: reverse("clinic-schedule", args=[Clinic.objects.first().pk]),
    "progress of a clinic": lambda town: reverse("clinic-progress", args=[Clinic.objects.first().pk]),
    "outcome of a clinic": lambda town: reverse("clinic-outcome", args=[Clinic.objects.first().pk]),
    "actions of a clinic": lambda town: reverse("clinic-actions", args=[Clinic.objects.first().pk]) + "?q=action",
    "clinic closed": lambda town: reverse("clinic-close", args=[Clinic.objects.first().pk]),
    "change of a sitting": lambda town: town.sitting_page("sitting-change"),
    "attendance of a sitting": lambda town: town.sitting_page("sitting-attendance"),
    "invitations to a sitting": lambda town: town.sitting_page("sitting-invite"),
    "bringing a plan": lambda town: "/plans/import/",
    "looking a new plan over": lambda town: town.paper(None),
    "looking a newer version over": lambda town: town.paper(town.plan),
    "a row of a paper": lambda town: f"{town.paper(None)}rows/2/",
    "columns of a paper": lambda town: f"{town.paper(None)}columns/",
    "plan edited": lambda town: "/plans/plan/edit/",
    "long section of a plan edited": lambda town: "/plans/other/edit/",
    "line moved": lambda town: f"/plans/plan/edit/line/{PlanEntry.objects.get(ref='1').pk}/move/",
    "line of a plan": lambda town: f"/plans/plan/edit/line/{PlanEntry.objects.get(ref='1').pk}/",
    "line added": lambda town: (
        f"/plans/plan/edit/add/line/?in={Objective.objects.get(area__section__plan=town.plan, area__section__number=1).pk}"
    ),
    "existing action put into a plan": lambda town: (
        f"/plans/plan/edit/add/existing/?in={Objective.objects.get(area__section__plan=town.plan, area__section__number=1).pk}&q=action"
    ),
    "lines numbered anew": lambda town: "/plans/plan/edit/numbers/",
    "packs as their keepers see them": lambda town: reverse("pack", args=[town.meeting.pk]),
    "issue of a pack": lambda town: reverse("issue-pack", args=[town.meeting.pk, "public", 5]),
    "files of an item": lambda town: reverse(
        "item-attachments", args=[town.meeting.pk, town.meeting.items.first().number]
    ),
    "suggestion to answer": lambda town: "/clinics/suggested/BVPI/BV1/?period=2006/07",
    "weighing rules": lambda town: "/clinics/rules/",
    "mail on papers": lambda town: "/meetings/mail/",
    "mail on papers as a file": lambda town: "/meetings/mail/?_export=csv",
    "my papers of the performance team": lambda town: "/meetings/mine/",
    "all reports": lambda town: "/meetings/reports/?state=review",
    "reminders": lambda town: "/reminders/",
    "reminders as a file": lambda town: "/reminders/?_export=csv",
    "reminder": lambda town: town.link.message.get_absolute_url(),
}
"""Pages that only the performance team has."""


@pytest.fixture(scope="module")
def counts(django_db_setup, django_db_blocker) -> dict[str, list[int]]:
    """How many queries each page took at 1, 3 and MANY rows."""
    found: dict[str, list[int]] = {name: [] for name in PAGES | TEAM_PAGES}
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(COUNCIL_TODAY=date(2007, 9, 10), SIMPLE_HISTORY_ENABLED=False),
    ):
        Council.objects.create(pk=1, name="Town", short_name="Town", kind="district", abbreviation="T")
        officer = User.objects.create_user("o@town.example", "x", name="O")
        officer.groups.add(Group.objects.get(name=Role.OFFICER))
        town = Town(officer)
        team = User.objects.create_user("t@town.example", "x", name="T")
        team.groups.add(Group.objects.get(name=Role.PERFORMANCE))
        browsers = [(Client(), officer, PAGES), (Client(), team, TEAM_PAGES)]
        for browser, person, _ in browsers:
            browser.force_login(person)
        for rows in (1, 3, MANY):
            town.grow(rows)
            analyse()
            for browser, name, where in ((b, *page) for b, _, pages in browsers for page in pages.items()):
                address = where(town)
                with counted() as asked:
                    answer = browser.get(address)
                assert answer.status_code == 200, name
                found[name].append(asked.queries)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("name", PAGES | TEAM_PAGES)
def test_a_page_takes_as_many_queries_for_many_rows_as_for_one(counts, name):
    one, three, many = counts[name]
    assert (one, three) == (many, many)
