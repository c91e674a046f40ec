"""A council that grows by one of each kind of thing at a time, for counting queries."""

from datetime import UTC, date, datetime, timedelta

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from fido2.webauthn import AttestedCredentialData

from accounts.models import Passkey, RecoveryCode, Session, SignInEvent, User
from actions.models import Action, Milestone, Update, start_of
from actions.services import request_date
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
    LastLook,
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
from organisation.models import Board, BoardMember, Directorate, Framework, Outcome, Post, PostAlias, PostHolder
from organisation.services import reporting_period
from reminders.models import LinkUse, Message, SignedLink

FIRST = date(2007, 1, 1)
PASSKEY = bytes(AttestedCredentialData.create(b"x" * 16, b"key", {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32}))
DRAWN = 30
"""The indicators of a briefing are at most so many: each is drawn twice, which takes long and asks nothing.

So are reviewers, people to be invited and posts of somebody who leaves, on whose pages each has a box with every post or
person to choose from: with three hundred of each in three hundred boxes they would be megabytes long.
"""


class Town:
    """A council that grows: ``grow(n)`` brings each kind of thing up to n rows."""

    def __init__(self, officer) -> None:
        self.officer = officer
        self.rows = 0
        self.framework = Framework.objects.create(name="Framework", kind="corporate_plan")
        self.outcome = Outcome.objects.create(framework=self.framework, title="All things")
        self.post = Post.objects.create(title="Head of Finance", abbreviation="HF")
        PostHolder.objects.create(post=self.post, user=officer, starts=date(2000, 1, 1))
        self.directorate = Directorate.objects.create(name="Resources")
        self.post.directorate = self.directorate
        self.post.save()
        LastLook.objects.create(reader=officer, at=datetime(2007, 9, 1, tzinfo=UTC))
        self.deputy = User.objects.create_user("d@town.example", "x", name="D")
        self.other_deputy = User.objects.create_user("e@town.example", "x", name="E")
        self.plan = Plan.objects.create(title="Plan", slug="plan", layout="numbered", is_public=True)
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
        if n <= DRAWN:
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
        indicator.is_public = True
        indicator.save()
        clinic = Clinic.objects.create(title=f"Clinic {n}", state="follow_up", outcome="x", is_public=True)
        Sitting.objects.create(clinic=clinic, date=FIRST)
        Trigger.objects.create(clinic=clinic, indicator=indicator, rule="off_target", sentence="x")
        ClinicIndicator.objects.create(clinic=clinic, indicator=indicator)
        wanted = Clinic.objects.create(title=f"Wanted {n}")
        Trigger.objects.create(clinic=wanted, indicator=indicator, rule="other", sentence="x")
        ClinicIndicator.objects.create(clinic=wanted, indicator=indicator)
        months = Period(PeriodKind.MONTH, 1980 + n // 12, n % 12 + 1)
        first = Indicator.objects.get(ref="BV1")
        Measurement.objects.create(
            indicator=first, period=reporting_period(months), actual=n, target=n, state="audited"
        )
        year = reporting_period(Period.parse("2006/07"))
        Measurement.objects.create(indicator=indicator, period=year, actual=n, target=n + n % 2, state="audited")
        PeerFigure.objects.create(indicator=first, period=year, group=f"Group {n % 7}", council=f"Peer {n}", value=n)
        if n > 1:
            ClinicIndicator.objects.create(clinic=clinic, indicator=first)
            ClinicIndicator.objects.create(clinic=Clinic.objects.first(), indicator=indicator)
        self.action(n, first)
        self.served(n, indicator)
        self.organisation(n)
        self.life(n)
        self.room(n, first)
        self.minutes(n)
        self.packs(n)
        self.reading(n)
        self.reminder(n)
        self.door(n)
        LinkUse.objects.create(link=self.link, at=start_of(FIRST), what="opened")
        meeting = Meeting.objects.create(board=self.board, date=FIRST - timedelta(days=n))
        self.kept(n)
        self.seats(n)
        minute = Minute.objects.create(meeting=self.meeting, number=n, title="x")
        minute.resolutions.create(text="x")
        Attendance.objects.create(meeting=self.meeting, role=f"Member {n}")
        heading = ReportHeading.objects.create(template=self.template, number=n, title="x")
        self.reports(n, heading, meeting)

    def served(self, n: int, indicator: Indicator) -> None:
        """One more outcome, and one more indicator and action that serve it and the first."""
        outcome = Outcome.objects.create(framework=self.framework, title=f"Outcome {n}", order=n)
        Framework.objects.create(name=f"Framework {n}", kind="government")
        for thing in (indicator, Action.objects.get(title=f"Action {n}")):
            thing.outcomes.add(outcome, self.outcome)

    def organisation(self, n: int) -> None:
        """A directorate with a post that answers to the first, which a deputy holds; and one more holder of the first."""
        Directorate.objects.create(name=f"Directorate {n}")
        helper = Post.objects.get(title=f"Helper {n}")
        helper.directorate, helper.superior = self.directorate, self.post
        helper.save()
        holder = self.deputy if n <= DRAWN else self.other_deputy
        PostHolder.objects.create(post=helper, user=holder, starts=FIRST)
        PostHolder.objects.create(
            post=self.post, user=self.officer, starts=date(1990, 1, 1) + timedelta(days=n), ends=FIRST
        )
        PostAlias.objects.create(post=self.post, text=f"Head {n}")
        Board.objects.create(name=f"Deputies {n}", kind="officer").members.create(user=self.deputy, starts=FIRST)

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
            if n <= DRAWN:
                Invitee.objects.create(clinic=clinic, role="director", post=post)
            ProgressUpdate.objects.create(clinic=clinic, words="x", by=self.officer)
        Invitation.objects.create(sitting=sitting, to=self.officer, address="x@town.example", sequence=0)
        action = Action.objects.create(title=f"Of the clinic {n}", lead=post)
        ClinicAction.objects.create(clinic=held, action=action)

    def door(self, n: int) -> None:
        """The officer is signed in in one more browser, with one more passkey and recovery code, and in the log."""
        later = timezone.now() + timedelta(days=1)
        Session.objects.create(session_key=f"x{n}", session_data="", expire_date=later, person=self.officer)
        Passkey.objects.create(person=self.officer, name=f"Key {n}", credential=PASSKEY)
        RecoveryCode.objects.create(person=self.officer, digest=f"{n}")
        SignInEvent.objects.create(person=self.officer, what="signed_in")

    def action(self, n: int, indicator: Indicator) -> None:
        action = Action.objects.create(title=f"Action {n}", lead=self.post, status="on_track")
        helper = Post.objects.create(title=f"Helper {n}", abbreviation=f"H{n}")
        first = Action.objects.get(title="Action 1")
        for led in {action, first}:
            led.contributors.add(helper)
            step = Milestone.objects.create(
                action=led, measure="x", due_on=date(2008, 1, 1), first_due_on=FIRST, date_as_written="x"
            )
            Milestone.objects.create(action=led, date_as_written=f"Soon {n}", needs_review=True)
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
