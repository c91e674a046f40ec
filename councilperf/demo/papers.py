"""A council's papers, part by part, through the services that people's data go through."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from actions.choices import Door, Status
from actions.models import Action
from actions.services import add_milestone, record_update
from clinics.models import Clinic, ClinicAction, ClinicIndicator, ProgressUpdate, Sitting, Trigger
from clinics.services import fix_baselines
from core import dates
from core.periods import Period
from councilperf.demo.fixtures import FIXTURES, DemoError, read
from improvement_plan.models import MeasureLink, Objective, Plan, PlanEntry, PlanVersion, PriorityArea, Section
from improvement_plan.services import record_version
from indicators.imports import import_indicators, import_measurements
from indicators.models import Indicator
from meetings.choices import Capacity, ItemKind, MinutesState, Presence
from meetings.models import (
    AgendaItem,
    Attendance,
    CommitteeReport,
    ItemNote,
    Meeting,
    Minute,
    MinutesPaper,
    ReportAppendix,
    ReportHeading,
    ReportSection,
    ReportTemplate,
    Resolution,
    StandingItem,
)
from meetings.reporting.minutes import frozen, written
from meetings.rules.numbering import is_formal
from meetings.services.attendance import members_at
from meetings.services.meetings import make_meeting
from meetings.services.minutes import approve_minutes
from meetings.services.reports import comment, send_for_review, set_reviewers
from meetings.services.templates import adopt
from meetings.signing import sign_off
from organisation.models import (
    Board,
    BoardMember,
    Council,
    Directorate,
    Framework,
    Outcome,
    PartnerBody,
    Post,
    PostAlias,
    PostHolder,
)
from organisation.services import reporting_period

PASSWORD = "demonstration"  # noqa: S105 - printed by bin/demo, and good for nothing else
LONG_AGO = date(2000, 4, 1)
Held = dict[tuple[str, date], Meeting]
"""Meetings by the name of their board and their day: two boards may meet on one."""

STATUS_WORDS = {
    "complete": Status.COMPLETE,
    "completed": Status.COMPLETE,
    "on track": Status.ON_TRACK,
    "ongoing": Status.IN_PROGRESS,
    "in progress": Status.IN_PROGRESS,
    "report produced": Status.IN_PROGRESS,
    "slipped": Status.SLIPPED,
    "some slippage reported": Status.SLIPPED,
    # One word for each of two milestones, where more remain: the action goes on.
    "complete complete": Status.IN_PROGRESS,
    "completed completed": Status.IN_PROGRESS,
}


class Loader:
    """Loads the parts of one council in the order in which they refer to one another."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.posts: dict[str, Post] = {}
        self.boards: dict[str, Board] = {}
        self.plans: dict[str, Plan] = {}
        self.indicators: dict[str, Indicator] = {}
        self.actions_by_line: dict[int, Action] = {}

    def run(self, organisation: dict) -> None:
        """Everything, in the order in which its parts refer to one another."""
        self.organisation(organisation)
        for take, file in ((import_indicators, "indicators"), (import_measurements, "measurements")):
            outcome = take(FIXTURES / self.name / f"{file}.csv")
            if not outcome.done:
                raise DemoError(f"fixtures/{self.name}/{file}.csv: {outcome.doubts[0]}")
        self.indicators = {f"{i.set.code}/{i.ref}": i for i in Indicator.objects.select_related("set")}
        self.plan(read(self.name, "plan"))
        if (FIXTURES / self.name / "clinics.toml").exists():
            for data in read(self.name, "clinics")["clinic"]:
                self.clinic(data)
        for data in read(self.name, "frameworks")["framework"]:
            self.framework(data)
        self.meetings(read(self.name, "meetings"))

    # What the council is asked for

    def framework(self, data: dict) -> None:
        """A framework with its outcomes and what serves them."""
        facts = {key: data[key] for key in ("name", "kind", "source", "starts", "ends") if key in data}
        framework = Framework.objects.create(**facts)
        for order, one in enumerate(data["outcome"], 1):
            words = {key: one[key] for key in ("ref", "title", "group") if key in one}
            outcome = Outcome.objects.create(framework=framework, order=order, **words)
            for ref in one.get("indicators", []):
                self.indicators[ref].outcomes.add(outcome)
            actions = [self.actions_by_line[line] for line in one.get("lines", [])]
            for named in one.get("areas", []):
                actions += self.actions_of(named)
            for action in Action.objects.filter(pk__in=[action.pk for action in actions]).order_by("pk"):
                action.outcomes.add(outcome)

    @staticmethod
    def actions_of(named: str) -> list[Action]:
        """The actions of a priority area, or of one of its objectives: "White Paper #3"."""
        area, _, place = named.partition(" #")
        entries = PlanEntry.objects.filter(objective__area__title=area, action__isnull=False).select_related("action")
        entries = entries.filter(objective__order=place) if place else entries
        if not entries:
            raise DemoError(f"The plan has no priority area “{named}”.")
        return [entry.action for entry in entries.order_by("pk")]

    # The organisation

    def organisation(self, data: dict) -> None:
        """The council, its directorates, posts, boards and people."""
        council = {key: value for key, value in data["council"].items() if key != "today"}
        Council.objects.create(pk=1, **council)
        directorates = {d["abbreviation"]: Directorate.objects.create(**d) for d in data["directorate"]}
        partners = {p["abbreviation"]: PartnerBody.objects.create(**p) for p in data["partner"]}
        for post in data["post"]:
            self.posts[post["title"]] = Post.objects.create(
                title=post["title"],
                abbreviation=post.get("abbreviation", ""),
                directorate=directorates.get(post.get("directorate")),
                partner_body=partners.get(post.get("partner")),
                superior=self.posts.get(post.get("superior")),
                is_group=post.get("group", False),
            )
            for alias in post.get("aliases", []):
                PostAlias.objects.create(post=self.posts[post["title"]], text=alias)
        self.boards = {board["name"]: Board.objects.create(**board) for board in data["board"]}
        password = make_password(PASSWORD)
        for user in data["user"]:
            self.user(user, password)

    def user(self, data: dict, password: str) -> None:
        """Somebody who can sign in, with posts held and places on boards."""
        user = User(email=data["email"], name=data["name"], password=password, shown_first_steps=False)
        user.save()
        user.groups.set(Group.objects.filter(name__in=data["roles"]))
        for post in data.get("posts", []):
            PostHolder.objects.create(post=self.posts[post], user=user, starts=data.get("since", LONG_AGO))
        for place in data.get("member_of", []):
            BoardMember.objects.create(
                board=self.boards[place["board"]],
                user=user,
                role=place["role"],
                seat=place.get("seat", ""),
                starts=place.get("since") or data.get("since", LONG_AGO),
                ends=place.get("until"),
            )

    # The plan

    def plan(self, data: dict) -> None:
        """The plan with its record of review and its sections."""
        fields = ("title", "slug", "layout", "starts", "ends", "description", "closing_notes")
        plan = Plan.objects.create(**{key: data["plan"][key] for key in fields if key in data["plan"]}, is_public=True)
        self.plans[plan.slug] = plan
        *earlier, newest = ({k: v for k, v in version.items() if k != "as_written"} for version in data["version"])
        for version in earlier:
            PlanVersion.objects.create(plan=plan, **version)
        written_on = newest["reviewed_on"]
        for section_number, section_data in enumerate(data["section"], 1):
            section = Section.objects.create(plan=plan, number=section_number, title=section_data["title"])
            for area_number, area_data in enumerate(section_data["area"], 1):
                area = PriorityArea.objects.create(
                    section=section,
                    number=area_number,
                    title=area_data["title"],
                    as_headed=area_data.get("as_headed", ""),
                )
                self.area(area, area_data, written_on)
        record_version(plan=plan, at=timezone.make_aware(datetime.combine(written_on, time(9))), **newest)

    def area(self, area: PriorityArea, data: dict, written_on: date) -> None:
        """The objectives of a priority area, with their lines numbered through."""
        count = 0
        for place, objective_data in enumerate(data["objective"], 1):
            objective = Objective.objects.create(area=area, order=place, text=objective_data["text"])
            groups: dict[int, PlanEntry] = {}
            for order, entry in enumerate(objective_data["entry"], 1):
                count += "heading" not in entry
                ref = entry.get("ref") or f"{area.section.number}.{area.number}.{count}"
                made = self.entry(objective, order, ref, entry, groups, written_on)
                if made.heading:
                    groups[entry["line"]] = made

    def entry(
        self, objective: Objective, order: int, ref: str, data: dict, groups: dict[int, PlanEntry], written_on: date
    ) -> PlanEntry:
        """One line of the plan: an action, or a sub-heading."""
        heading = data.get("heading", "")
        return PlanEntry.objects.create(
            objective=objective,
            order=order,
            ref="" if heading else ref,
            action=None if heading else self.action(data, written_on),
            heading=heading,
            group=groups.get(data.get("under")),
            target_date_as_written=data.get("target_date", ""),
            accountability_as_written=data.get("accountability", ""),
            accountability_inherited=data.get("inherited", False),
            outcome_sought=data.get("outcome", ""),
            resources=data.get("resources", ""),
            ict_requirement=data.get("ict", ""),
            source_line=data["line"],
            added_on=objective.area.section.plan.starts,
        )

    def action(self, data: dict, written_on: date) -> Action:
        """The action of a line, with its milestones and what the paper said of it."""
        action = Action.objects.create(
            title=data["action"], description=data.get("description", "").strip(), lead=self.posts.get(data.get("lead"))
        )
        action.contributors.set([self.posts[title] for title in data.get("with", [])])
        self.actions_by_line[data["line"]] = action
        at = timezone.make_aware(datetime.combine(written_on, time(9)))
        ticked = []
        for order, step in enumerate(data.get("milestones", []), 1):
            milestone = add_milestone(
                action=action,
                order=order,
                measure=step.get("measure", ""),
                written=dates.read(step.get("date", ""), written_on=written_on),
                at=at,
                reason="Revised in the plan itself.",
            )
            self.measure_link(milestone, step)
            if step.get("done"):
                ticked.append(milestone)
        words, written = data.get("update", "").strip(), data.get("status", "")
        if words or written:
            record_update(
                action=action,
                by=None,
                status=STATUS_WORDS[written.lower()] if written else "",
                status_as_written=written,
                words=words,
                forecast_on=data.get("forecast"),
                ticked=ticked,
                through=Door.IMPORT,
                at=at,
            )
        return action

    def measure_link(self, milestone, step: dict) -> None:
        """What counts a milestone, where the paper names it."""
        if "indicator" not in step and "count" not in step:
            return
        period = step.get("period")
        MeasureLink.objects.create(
            milestone=milestone,
            indicator=self.indicators[step["indicator"]] if "indicator" in step else None,
            live_count=step.get("count", ""),
            period=reporting_period(Period.parse(period)) if period else None,
            target=Decimal(str(step["target"])) if "target" in step else None,
            target_words=step.get("target_words", ""),
        )

    # Clinics

    def clinic(self, data: dict) -> None:
        """A clinic with its sittings, indicators, triggers and actions."""
        period = data.get("period")
        clinic = Clinic.objects.create(
            title=data["title"],
            kind=data["kind"],
            state=data["state"],
            why=data.get("why", "").strip(),
            commissioned_by=self.boards.get(data.get("commissioned_by")),
            called_by=self.posts.get(data.get("called_by")),
            organised_by=data.get("organised_by", ""),
            period=reporting_period(Period.parse(period)) if period else None,
            outcome=data.get("outcome", "").strip(),
        )
        for sitting in data.get("sittings", []):
            Sitting.objects.create(clinic=clinic, date=sitting["date"])
        for ref in data.get("indicators", []):
            ClinicIndicator.objects.create(clinic=clinic, indicator=self.indicators[ref])
        for trigger in data.get("trigger", []):
            Trigger.objects.create(
                clinic=clinic,
                indicator=self.indicators.get(trigger.get("indicator")),
                rule=trigger["rule"],
                figures=trigger.get("figures", ""),
                sentence=trigger["sentence"],
            )
        for line in data.get("actions", []):
            ClinicAction.objects.create(clinic=clinic, action=self.actions_by_line[line])
        if data.get("progress"):
            at = timezone.make_aware(datetime.combine(data["reported_on"], time(9)))
            ProgressUpdate.objects.create(clinic=clinic, words=data["progress"].strip(), at=at)
        fix_baselines(clinic)

    # Meetings

    def meetings(self, data: dict) -> None:
        """The report template and the meetings, oldest first."""
        template = self.template(data["template"])
        for item in data.get("standing", []):
            self.standing_item(item)
        meetings: Held = {}
        for meeting_data in data["meeting"]:
            clock = meeting_data.get("time")
            meeting = make_meeting(
                meeting=Meeting(
                    board=self.boards[meeting_data["board"]],
                    date=meeting_data["date"],
                    time=time.fromisoformat(clock) if clock else None,
                    venue=meeting_data.get("venue", ""),
                    chair=meeting_data.get("chair", ""),
                    publication_deadline=meeting_data.get("publication_deadline"),
                    note=meeting_data.get("note", ""),
                )
            )
            meetings[meeting.board.name, meeting.date] = meeting
            self.attendance(meeting, meeting_data)
            for minute in meeting_data.get("minute", []):
                self.minute(meeting, minute)
            for item in meeting_data.get("item", []):
                self.item(meeting, item, template, meetings)
        for meeting_data in data["meeting"]:
            self.minutes_paper(meeting_data)
        for note in data.get("note", []):
            self.note(note, meetings)

    def attendance(self, meeting: Meeting, data: dict) -> None:
        """Who was there: as a paper has it by role, or all members but those who are named by their place."""
        places = {place.called: place for place in members_at(meeting)}
        for one in data.get("attendance", []):
            presence = Presence.PRESENT if one["present"] else Presence.APOLOGIES
            place = places.pop(one["role"], None)
            Attendance.objects.create(meeting=meeting, role=one["role"], presence=presence, member=place)
        said = data.get("members")
        for called, place in places.items() if said is not None else ():
            missing = {Presence.APOLOGIES: said.get("apologies", []), Presence.ABSENT: said.get("absent", [])}
            presence = next((presence for presence, who in missing.items() if called in who), Presence.PRESENT)
            Attendance.objects.create(meeting=meeting, role=called, presence=presence, member=place)
        for called in data.get("substitutes", []):
            role = f"Substitute for {called}"
            came = {"capacity": Capacity.SUBSTITUTE, "stands_for": places[called]}
            Attendance.objects.create(meeting=meeting, role=role, **came)
        for title in data.get("officers", []):
            Attendance.objects.create(
                meeting=meeting, role=title, capacity=Capacity.OFFICER, post=self.posts.get(title)
            )

    def minutes_paper(self, data: dict) -> None:
        """Where the minutes of a meeting stand: published, or approved at a later meeting of the board."""
        board = self.boards[data["board"]]
        held = {meeting.date: meeting for meeting in Meeting.objects.filter(board=board).select_related("board")}
        meeting = held[data["date"]]
        if not meeting.minutes.exists():
            return
        published = data.get("published_on") or data.get("approved_at") or data["date"]
        MinutesPaper.objects.create(meeting=meeting, state=MinutesState.PUBLISHED, published_on=published)
        if "approved_at" in data:
            approve_minutes(
                meeting=meeting,
                at=held[data["approved_at"]],
                corrections=data.get("corrections", ""),
                freeze=lambda meeting, paper: frozen(written(meeting, paper)),
            )

    def template(self, data: dict) -> ReportTemplate:
        """The council's report template: a shipped one, or headings of its own."""
        if "shipped" in data:
            return adopt(data["shipped"])
        headings = data["heading"]
        template = ReportTemplate.objects.create(is_default=True, **{k: v for k, v in data.items() if k != "heading"})
        for heading in headings:
            ReportHeading.objects.create(template=template, **heading | {"number": int(heading["number"])})
        return template

    def standing_item(self, data: dict) -> None:
        """An item that stands on every agenda of a board."""
        board = self.boards[data["board"]]
        StandingItem.objects.create(
            board=board,
            number=board.standing_items.count() + 1,
            title=data["title"],
            kind=data.get("kind", ItemKind.PROCEDURAL),
            group=data.get("group", ""),
            presenter=self.posts.get(data.get("presenter")),
        )

    def note(self, data: dict, meetings: Held) -> None:
        """A note that a reader wrote for themselves on an item."""
        item = meetings[data["board"], data["meeting"]].items.get(number=data["item"])
        at = timezone.make_aware(datetime.combine(data["written_on"], time(20)))
        ItemNote.objects.create(
            author=User.objects.get(email=data["author"]),
            meeting=item.meeting,
            item=item,
            text=data["text"].strip(),
            written_at=at,
            changed_at=at,
        )

    def minute(self, meeting: Meeting, data: dict) -> None:
        """A minute with what was resolved."""
        minute = Minute.objects.create(
            meeting=meeting,
            number=data["number"],
            title=data["title"],
            text=data.get("text", "").strip(),
            refers_to=data.get("refers_to", ""),
        )
        said = [{"text": text} for text in data.get("resolutions", [])] + data.get("resolution", [])
        for part, resolved in enumerate(said, 1):
            Resolution.objects.create(
                minute=minute,
                part=resolved.get("part", part),
                text=resolved["text"],
                for_information=resolved.get("formal", is_formal(resolved["text"])),
                action=self.resolved_action(resolved),
                settled_on=resolved.get("settled_on"),
                settled_words=resolved.get("settled", ""),
            )

    def resolved_action(self, data: dict) -> Action | None:
        """The action of a plan that a resolution asks for, where the papers say so."""
        return self.actions_by_line.get(data.get("line"))

    def item(self, meeting: Meeting, data: dict, template: ReportTemplate, meetings: Held) -> None:
        """An item of an agenda, with its report."""
        item = AgendaItem.objects.create(
            meeting=meeting,
            number=data["number"],
            title=data["title"],
            kind=data["kind"],
            presenter=self.posts.get(data.get("presenter")),
            minutes_of=meetings[meeting.board.name, data["minutes_of"]] if "minutes_of" in data else None,
            exempt_paragraph=data.get("exempt_paragraph"),
            public_interest=data.get("public_interest", ""),
            is_confidential=data.get("confidential", False),
            late_because=data.get("late_because", ""),
            group=data.get("group", ""),
        )
        if "report" in data:
            self.report(item, data["report"], template)

    def report(self, item: AgendaItem, data: dict, template: ReportTemplate) -> None:
        """A report with its sections and appendices."""
        report = CommitteeReport.objects.create(
            item=item,
            template=template,
            title=data["title"],
            author=self.posts[data["author"]],
            contact=self.posts.get(data.get("contact")),
            directorate=Directorate.objects.filter(name=data.get("directorate", "")).first(),
            portfolio=data.get("portfolio", ""),
            confirmation=data.get("confirmation", ""),
            background_papers=data.get("background_papers", ""),
        )
        headings = {heading.number: heading for heading in template.headings.all()}
        for section in data["section"]:
            ReportSection.objects.create(
                report=report, heading=headings[int(section["heading"])], body=section["body"].strip()
            )
        for order, appendix in enumerate(data.get("appendix", []), 1):
            ReportAppendix.objects.create(
                report=report,
                order=order,
                label=appendix["label"],
                title=appendix["title"],
                kind=appendix["kind"],
                plan=self.plans.get(appendix.get("plan")),
            )
        self.life(report, data.get("life", {}))

    def life(self, report: CommitteeReport, data: dict) -> None:
        """How far a report has come: signed off, unless its life says who is still to sign it and what they said."""
        if not data:
            sign_off(report=report, by=None)
            return
        set_reviewers(report=report, wanted=[(self.posts[title], None) for title in data["reviewers"]])
        headings = {heading.number: heading for heading in report.template.headings.all()}
        people = {user.email.split("@")[0]: user for user in User.objects.all()}
        if data.get("sent_by"):
            send_for_review(report=report, by=people[data["sent_by"]])
        for said in data.get("comment", []):
            comment(
                report=report,
                text=said["text"].strip(),
                by=people[said["by"]],
                post=self.posts.get(said.get("post")),
                heading=headings.get(said.get("heading")),
            )
