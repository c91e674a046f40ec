"""From an empty installation to a published pack: what is there, found from the data, and what is next."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from accounts.services.invitations import not_invited
from actions.models import Action
from core.clock import today
from core.formats import count
from core.queries import how_many
from councilperf.cycle import Standing
from improvement_plan.models import Plan
from indicators.choices import UploadKind
from indicators.models import Indicator, IndicatorSet, Measurement
from meetings.models import AgendaItem, Meeting, Pack
from organisation.models import Board, BoardMember, Council, Directorate, Post, PostHolder, ReportingPeriod, in_force


@dataclass(frozen=True)
class FirstStep:
    """One step of a new council."""

    title: str
    purpose: str
    """What it is for."""
    sentence: str
    """What is there, in numbers."""
    url: str
    """Where it is done, or where what is there can be seen."""
    is_done: bool

    @property
    def standing(self) -> Standing:
        """How far it is."""
        return Standing.DONE if self.is_done else Standing.TO_DO


@dataclass(frozen=True)
class FirstSteps:
    """All of them, in their order."""

    steps: tuple[FirstStep, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def next(self) -> FirstStep | None:
        """The first that is not done; None once all are."""
        return next((step for step in self.steps if not step.is_done), None)


class Numbers:
    """How much of everything there is: one query, asked beside the person who looks."""

    def __init__(self, person: User) -> None:
        on = today()
        held = PostHolder.objects.filter(in_force(on), post=OuterRef("pk"))
        posts, boards = Post.objects.filter(in_force(on)), Board.objects.there(on)
        members = BoardMember.objects.filter(in_force(on), board=OuterRef("pk"))
        figures = Measurement.objects.filter(actual__isnull=False)
        open_actions = Action.objects.open()
        indicators = Indicator.objects.current(on)
        agendas = Exists(AgendaItem.objects.filter(meeting=OuterRef("pk"), withdrawn_because=""))
        meetings = Meeting.objects.standing()
        newest = meetings.order_by("-date", "-pk").values("pk")
        packs = Pack.objects.filter(built_at__isnull=False)
        rows = {
            "directorates": Directorate.objects.filter(in_force(on)),
            "posts": posts,
            "vacant": posts.filter(~Exists(held)),
            "people": User.objects.open(on),
            "uninvited": not_invited(),
            "sets": IndicatorSet.objects.all(),
            "indicators": indicators,
            "ownerless": indicators.filter(owner__isnull=True),
            "figures": figures,
            "periods": ReportingPeriod.objects.filter(Exists(figures.filter(period=OuterRef("pk")))),
            "plans": Plan.objects.all(),
            "actions": open_actions,
            "leaderless": open_actions.filter(lead__isnull=True),
            "boards": boards,
            "empty_boards": boards.filter(~Exists(members)),
            "meetings": meetings,
            "agendas": meetings.filter(agendas),
            "packs": packs,
            "issued": packs.filter(issued_at__isnull=False),
        }
        keys = {"without_agenda": newest.filter(~agendas)[:1], "with_agenda": newest.filter(agendas)[:1]}
        asked = {f"all_{name}": how_many(found) for name, found in rows.items()}
        asked |= {f"all_{name}": Subquery(found) for name, found in keys.items()}
        self.found = User.objects.filter(pk=person.pk).values("pk", **asked).get()

    def __getitem__(self, name: str) -> int:
        return self.found[f"all_{name}"]

    def told(self, name: str, one: str, several: str | None = None) -> str:
        """A number with what it counts."""
        return count(self[name], one, several)

    def besides(self, name: str, words: str) -> str:
        """“, 3 without anyone”, where there are any."""
        return f", {self[name]:,} {words}" if self[name] else ""


def first_steps(council: Council, person: User) -> FirstSteps:
    """How far a council is on its way to the first published pack. One query."""
    found = Numbers(person)
    return FirstSteps((_council(council), *_organisation(found), *_content(found), *_papers(found)))


def _council(council: Council) -> FirstStep:
    is_there = council.pk is not None
    return FirstStep(
        "Your council",
        "Its name stands on every page and paper; its kind sets the rules for publishing agendas.",
        f"{council.name}." if is_there else "Nothing is entered yet.",
        reverse("the-council"),
        is_there,
    )


def _organisation(found: Numbers) -> tuple[FirstStep, ...]:
    posts = found["posts"]
    others = found["people"] - 1
    yet = (
        "No post and nobody but you yet." if others < 1 else f"No post yet; {found.told('people', 'person', 'people')}."
    )
    there = (
        f"{found.told('directorates', 'directorate')}; {found.told('posts', 'post')}"
        f"{found.besides('vacant', 'without anyone')}; {found.told('people', 'person', 'people')}."
    )
    return (
        FirstStep(
            "Directorates, posts and people",
            "Posts answer for figures and actions, and people hold them. One spreadsheet brings all of it in.",
            there if posts else yet,
            reverse("posts" if posts else "import-organisation"),
            posts > found["vacant"],
        ),
        FirstStep(
            "Invitations",
            "Each person gets a link by mail, chooses a password, and sees what is asked of their post.",
            _invited(found),
            reverse("invite-people"),
            others >= 1 and (not found["uninvited"] or settings.COUNCIL_SIGN_IN is not None),
        ),
    )


def _invited(found: Numbers) -> str:
    """How many can come in. Where the council has a sign-in of its own, nobody has to be invited."""
    people, waiting = found.told("people", "person", "people"), found["uninvited"]
    if found["people"] < 2:
        return "Nobody but you is entered yet."
    if not waiting:
        return f"All {people} have a password or an invitation."
    without = f"{waiting:,} of {people} {'has' if waiting == 1 else 'have'} neither a password nor an invitation."
    return f"{without} They may come by the council's own sign-in." if settings.COUNCIL_SIGN_IN else without


def _content(found: Numbers) -> tuple[FirstStep, ...]:
    return (
        FirstStep(
            "Indicators",
            "What is measured. Adopt a catalogue, or bring your own table in; each has a post that answers for it.",
            f"{found.told('indicators', 'indicator')} in {found.told('sets', 'set')}"
            f"{found.besides('ownerless', 'without a post that answers for them')}."
            if found["indicators"]
            else "None yet.",
            reverse("indicators") if found["indicators"] else reverse("uploads", query={"kind": UploadKind.INDICATORS}),
            found["indicators"] > 0,
        ),
        FirstStep(
            "Figures",
            "Targets and results of past years, so that the first scorecard has something to compare with.",
            f"{found.told('figures', 'figure')} in {found.told('periods', 'period')}."
            if found["figures"]
            else "None yet.",
            reverse("scorecard" if found["figures"] else "uploads"),
            found["figures"] > 0,
        ),
        FirstStep(
            "The improvement plan",
            "What is being done, by whom and by when. Bring in the paper that you have, or make the plan by hand.",
            f"{found.told('plans', 'plan')}; {found.told('actions', 'open action')}"
            f"{found.besides('leaderless', 'without a post that leads them')}."
            if found["plans"]
            else "None yet.",
            reverse("plans" if found["actions"] or found["plans"] else "plan-import"),
            found["plans"] > 0 and found["actions"] > 0,
        ),
    )


def _papers(found: Numbers) -> tuple[FirstStep, ...]:
    return (
        FirstStep(
            "A board",
            "Who the papers are for: councillors, officers or partners, and who sits among them.",
            f"{found.told('boards', 'board')}{found.besides('empty_boards', 'on which nobody sits')}."
            if found["boards"]
            else "None yet.",
            reverse("boards" if found["boards"] else "new-board"),
            found["boards"] > found["empty_boards"],
        ),
        FirstStep(
            "A meeting with its agenda",
            "The day, and what is on the agenda, in its order.",
            f"{found.told('meetings', 'meeting')}, {found['agendas']:,} with an agenda."
            if found["meetings"]
            else "None yet.",
            _meeting(found),
            found["agendas"] > 0,
        ),
        FirstStep(
            "The pack",
            "Agenda and papers as one PDF: built, looked over, and issued to members and the public.",
            f"{found.told('packs', 'edition')} built, {found['issued']:,} issued."
            if found["packs"]
            else "None built yet.",
            reverse("pack", args=[found["with_agenda"]]) if found["with_agenda"] else reverse("meetings"),
            found["issued"] > 0,
        ),
    )


def _meeting(found: Numbers) -> str:
    """Where a meeting is made, or the agenda of the one that has none yet."""
    if found["agendas"]:
        return reverse("meetings")
    return reverse("agenda", args=[found["without_agenda"]]) if found["without_agenda"] else reverse("new-meeting")
