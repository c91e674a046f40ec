"""Pages of clinics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse

from actions.models import Action
from actions.reporting import line
from clinics.choices import Presence, State
from clinics.filters import ClinicFilter
from clinics.models import Attendance, Clinic, Sitting
from clinics.reporting import clinic_lines, with_everything
from clinics.rules.life import Step, may, path
from clinics.tables import ClinicTable
from clinics.views.life import OneClinic
from core.clock import today
from core.formats import long_date
from core.queries import joined
from core.views import ListPage
from organisation.access import ForReaders
from organisation.models import Outcome
from organisation.rights import may_commission


class ClinicList(ForReaders, ListPage):
    """All clinics: why, when, on what, and what came of them."""

    title = "Performance clinics"
    place = "clinics"
    template_name = "clinics/list.html"
    filters = ClinicFilter
    table = ClinicTable
    export_name = "clinics"
    counted_as = "clinic"

    def get_queryset(self) -> QuerySet:
        """All of them, the latest first; those without a sitting above."""
        return with_everything().with_dates(today()).order_by(F("first_sitting").desc(nulls_first=True), "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whether the person may commission one."""
        return super().get_context_data(may_commission=may_commission(self.request.user), **kwargs)


@dataclass(frozen=True)
class SittingLine:
    """A sitting as the page of its clinic shows it."""

    sitting: Sitting
    is_past: bool
    came: tuple[Attendance, ...]
    apologies: tuple[Attendance, ...]
    may_fall_away: bool
    """Whether it may be cancelled: not the only day on which the clinic was held."""

    @property
    def standing(self) -> str:
        """How it stands, in a word or two."""
        if self.sitting.cancelled_because:
            return "Cancelled"
        if self.sitting.ended_at:
            return "Held"
        if self.sitting.begun_at:
            return "Under way"
        held = self.is_past and self.sitting.clinic.is_held
        return "Held" if held else "Not recorded yet" if self.is_past else "To come"

    @property
    def leads_to(self) -> str:
        """What its page is at present."""
        if self.sitting.ended_at:
            return "Minutes"
        return "Notes" if self.sitting.begun_at else "Briefing"


@dataclass(frozen=True)
class NextStep:
    """What a clinic wants next: a page to go to, or a button to press."""

    label: str
    address: str
    why: str
    is_press: bool = False


class ClinicPage(OneClinic):
    """One clinic, from the reason to whether it worked."""

    template_name = "clinics/page.html"

    def get_clinics(self) -> QuerySet[Clinic]:
        """With everything that belongs to it."""
        return with_everything().prefetch_related(
            "sittings__chair",
            joined(Clinic, "invitees", "post"),
            Prefetch("sittings__attendance", Attendance.objects.select_related("post")),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about it."""
        (shown,) = clinic_lines([self.clinic])
        updates = list(self.clinic.progress_updates.all())
        prefetch_related_objects(updates, "by")
        actions = Action.objects.filter(clinic_links__clinic=self.clinic).with_details().order_by("pk")
        state = State(self.clinic.state)
        step = self.next_step() if self.keeps else None
        return super().get_context_data(
            shown=shown,
            path=path(state),
            next_step=step,
            others=self.others(step) if self.keeps else (),
            sittings=[self.sitting_line(sitting) for sitting in self.clinic.sittings.all()],
            updates=updates,
            actions=[line(action, today()) for action in actions],
            outcomes=self.outcomes(),
            keeps=self.keeps,
            reports=self.reports,
            may={str(step): may(state, step) for step in Step},
            **kwargs,
        )

    def outcomes(self) -> QuerySet[Outcome]:
        """The outcomes that its indicators and its actions serve, each once. One query."""
        through = Q(indicators__clinic_links__clinic=self.clinic) | Q(actions__clinic_links__clinic=self.clinic)
        found = Outcome.objects.filter(through).values("pk")
        return Outcome.objects.filter(pk__in=found).with_frameworks()

    def others(self, taken: NextStep | None) -> list[tuple[str, str]]:
        """What else those who keep the clinic may do with it: labels with their addresses."""
        state, days = State(self.clinic.state), self.clinic.sittings.all()
        offered = (
            (Step.SCHEDULE, "Give it a further day" if days else "Schedule", "clinic-schedule"),
            (Step.CLOSE, "Close", "clinic-close"),
            (Step.CANCEL, "Decline" if state == State.SUGGESTED else "Cancel the clinic", "clinic-cancel"),
            (Step.REOPEN, "Reopen", "clinic-reopen"),
        )
        found = [(label, reverse(name, args=[self.clinic.pk])) for step, label, name in offered if may(state, step)]
        return [(label, address) for label, address in found if not taken or address != taken.address]

    def sitting_line(self, sitting: Sitting) -> SittingLine:
        """A sitting with who came."""
        rows = sitting.attendance.all()
        sat = [one for one in self.clinic.sittings.all() if not one.cancelled_because and one.date <= today()]
        return SittingLine(
            sitting,
            sitting.date < today(),
            may_fall_away=not self.clinic.is_held or sat != [sitting],
            came=tuple(row for row in rows if row.presence == Presence.PRESENT),
            apologies=tuple(row for row in rows if row.presence == Presence.APOLOGIES),
        )

    def next_step(self) -> NextStep | None:
        """The one thing that takes the clinic on."""
        clinic = self.clinic

        def to(name: str, *args: Any) -> str:
            return reverse(name, args=[clinic.pk, *args])

        match clinic.state:
            case State.SUGGESTED:
                return NextStep("Agree to this clinic", to("clinic-agree"), "It is suggested.", is_press=True)
            case State.AGREED:
                return NextStep("Schedule the clinic", to("clinic-schedule"), "It is agreed and wants a day.")
            case State.SCHEDULED:
                return self.next_day()
            case State.HELD:
                why = "It was held. Its actions are seen through, and what came of it is awaited."
                return NextStep("Follow it up", to("clinic-follow-up"), why, is_press=True)
            case State.FOLLOW_UP if not clinic.outcome.strip():
                return NextStep("Write the outcome", to("clinic-outcome"), "Nobody has said what came of it.")
            case State.FOLLOW_UP:
                return NextStep("Close the clinic", to("clinic-close"), "What came of it stands in words.")
            case _:
                return None

    def next_day(self) -> NextStep:
        """What the next sitting of a scheduled clinic wants."""
        clinic = self.clinic
        days = [one for one in clinic.sittings.all() if not one.cancelled_because]
        past = next((one for one in days if one.date < today()), None)
        if past:
            address = reverse("sitting-held", args=[clinic.pk, past.pk])
            why = f"It was to sit on {long_date(past.date)}, and nobody has said whether it did."
            return NextStep("Record that it was held", address, why, is_press=True)
        if not days:
            return NextStep("Schedule the clinic", reverse("clinic-schedule", args=[clinic.pk]), "It has no day.")
        if days[0].date == today():
            return NextStep("Open the sitting", days[0].get_absolute_url(), "It sits today.")
        why = f"It sits on {long_date(days[0].date)}."
        return NextStep("Send the invitations", reverse("sitting-invite", args=[clinic.pk, days[0].pk]), why)

    def get_title(self) -> str:
        """The clinic's."""
        return self.clinic.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all clinics."""
        return super().get_crumbs()[:1]
