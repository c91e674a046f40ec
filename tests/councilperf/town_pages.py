"""The pages of which queries are counted: where each is in the council that grows."""

from collections.abc import Callable
from datetime import date

from django.db.models import Model
from django.urls import reverse

from actions.models import Action, Milestone
from actions.subscriptions import calendar_address
from clinics.models import (
    Clinic,
    Sitting,
)
from core.many import MOST
from improvement_plan.models import Objective, PlanEntry
from indicators.models import Indicator
from meetings.models import (
    Meeting,
    Minute,
)
from meetings.subscriptions import calendar_address as meetings_calendar
from organisation.models import Board
from publishing.choices import Kind
from publishing.reporting.tables import TABLES
from reminders.services import token
from tests.councilperf.town import Town


def minuted(name: str, month: int) -> str:
    """A page of a meeting whose minutes grow: of May, published; of July, being written; of August, to arise from them."""
    return reverse(name, args=[Meeting.objects.get(board__name="Minuted", date=date(2007, month, 2)).pk])


def in_the_room(name: str) -> str:
    """A page of the sitting that runs."""
    return reverse(name, args=Sitting.objects.values_list("clinic", "pk").get(clinic__title="In the room"))


def ticked(model: type[Model]) -> str:
    """The query of a page on which rows of a model are changed together: as many as may be."""
    return "&".join(f"row={key}" for key in model.objects.values_list("pk", flat=True)[:MOST])


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
    "frameworks": lambda town: "/frameworks/",
    "framework": lambda town: town.framework.get_absolute_url(),
    "framework as a file": lambda town: f"{town.framework.get_absolute_url()}?_export=csv",
    "outcome": lambda town: town.outcome.get_absolute_url(),
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
    "figures to sign off": lambda town: "/indicators/sign-off/?period=2006/07",
    "one figure": lambda town: "/indicators/BVPI/BV1/figure/?period=2006/07",
    "targets": lambda town: "/indicators/BVPI/BV1/targets/",
    "uploads": lambda town: "/indicators/import/",
    "clinics": lambda town: "/clinics/",
    "clinics as a file": lambda town: "/clinics/?_export=csv",
    "suggested clinics": lambda town: "/clinics/suggested/",
    "suggested clinics to print": lambda town: "/clinics/suggested.xlsx",
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
    "how the council is doing": lambda town: "/public/",
    "public measures": lambda town: "/public/indicators/?set=BVPI&q=invoices",
    "public measure": lambda town: "/public/indicators/BVPI/BV1/",
    "public chart": lambda town: "/public/indicators/BVPI/BV1/chart/",
    "public table": lambda town: "/public/indicators/BVPI/BV1/table/",
    "public plans": lambda town: "/public/plans/",
    "public plan": lambda town: "/public/plans/plan/",
    "public clinics": lambda town: "/public/clinics/",
    "public papers": lambda town: "/public/meetings/",
    "help": lambda town: "/help/",
    "chapter of the help": lambda town: "/help/officer/",
    "what words mean": lambda town: "/help/words/",
    "accessibility statement": lambda town: "/accessibility/",
    "open data": lambda town: "/data/",
    "descriptor of open data": lambda town: "/data/datapackage.json",
    **{
        f"{name} as open data": lambda town, name=name: f"/data/{name}.csv"
        for name in ("indicators", "measurements", "benchmarks", "plans")
    },
    **{f"a page of {name}": lambda town, name=name: f"/api/v1/{name}/?limit=50" for name in TABLES},
    "account": lambda town: "/account/",
    "own letters": lambda town: "/account/letters/",
    "own sessions": lambda town: "/account/sessions/",
    "own sign-ins": lambda town: "/account/sign-ins/",
    "own sign-ins as a file": lambda town: "/account/sign-ins/?_export=csv",
    "second factor": lambda town: "/account/second-factor/",
    "passkey added": lambda town: "/account/second-factor/passkey/",
    "mailed link": lambda town: reverse("mailed-link", args=[token(town.link)]),
}


TEAM_PAGES: dict[str, Callable[[Town], str]] = {
    "dates to settle": lambda town: "/actions/dates/settle/",
    "meetings as their keepers see them": lambda town: "/meetings/",
    "board as its keepers see it": lambda town: reverse("board", args=[town.board.pk]),
    "actions to tick": lambda town: "/actions/",
    "several actions to change": lambda town: "/actions/change/?" + ticked(Action),
    "several indicators to change": lambda town: "/indicators/change/?" + ticked(Indicator),
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
    "history": lambda town: "/history/?kind=actions.action",
    "what is published": lambda town: "/publishing/",
    **{f"{kind} to publish": lambda town, kind=kind: f"/publishing/{kind}/" for kind in Kind},
    "keys of the read API": lambda town: "/publishing/keys/",
    "first steps": lambda town: "/start/",
    "council": lambda town: "/council/",
    "people": lambda town: "/people/",
    "people filtered": lambda town: "/people/?q=m&role=none&standing=open&sort=-last_login",
    "people as a file": lambda town: "/people/?_export=csv",
    "person": lambda town: town.officer.get_absolute_url(),
    "organisation from a table": lambda town: "/people/import/",
    "organisation as a workbook": lambda town: "/people/import/organisation.xlsx",
    "people invited": lambda town: "/people/invite/",
    "person who joins": lambda town: "/people/new/",
    "person who leaves": lambda town: reverse("person-leaves", args=[town.deputy.pk]),
    "posts": lambda town: "/posts/",
    "posts filtered": lambda town: "/posts/?held=no&exists=all&sort=-leads",
    "posts as a file": lambda town: "/posts/?_export=csv",
    "post": lambda town: town.post.get_absolute_url(),
    "post edited": lambda town: reverse("edit-post", args=[town.post.pk]),
    "post handed over": lambda town: reverse("hand-over", args=[town.post.pk]),
    "post ended": lambda town: reverse("end-post", args=[town.post.pk]),
    "frameworks kept": lambda town: "/frameworks/",
    "outcomes kept": lambda town: reverse("framework-outcomes", args=[town.framework.pk]),
    "outcome added": lambda town: reverse("new-outcome", args=[town.framework.pk]),
    "outcome linked": lambda town: reverse("outcome-links", args=[town.framework.pk, town.outcome.pk]),
    "outcome linked by words": lambda town: (
        reverse("outcome-links", args=[town.framework.pk, town.framework.outcomes.get(title="Outcome 1").pk]) + "?q=in"
    ),
    "outcomes of an action": lambda town: reverse("action-outcomes", args=[Action.objects.get(title="Action 1").pk]),
    "outcomes of an indicator": lambda town: reverse("indicator-outcomes", args=["BVPI", "BV1"]),
    "who is sent what": lambda town: "/reminders/people/",
    "directorates": lambda town: "/directorates/",
    "directorate": lambda town: town.directorate.get_absolute_url(),
    "directorate on a page": lambda town: reverse("directorate-on-a-page", args=[town.directorate.pk]),
    "directorate dissolved": lambda town: reverse("end-directorate", args=[town.directorate.pk]),
    "log of sign-ins": lambda town: "/sign-ins/",
    "log of sign-ins as a file": lambda town: "/sign-ins/?_export=csv",
    "reminders": lambda town: "/reminders/",
    "reminders as a file": lambda town: "/reminders/?_export=csv",
    "reminder": lambda town: town.link.message.get_absolute_url(),
}
"""Pages that only the performance team has."""
