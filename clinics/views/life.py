"""The life of a clinic: agreeing to it, its days, and its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from clinics import services
from clinics.choices import State
from clinics.forms.life import CloseForm, ReasonForm, SittingForm
from clinics.models import Clinic, Sitting
from clinics.rules.life import Step, refusal
from core.formats import long_date
from core.steps import Again, Asks, Press
from organisation import rights
from organisation.access import ForReaders


class OneClinic(ForReaders, Again):
    """What the pages of one clinic have in common: the clinic, and whether the person keeps it."""

    place = "clinics"
    at = ""
    """The part of the clinic's page that one goes back to."""

    @cached_property
    def clinic(self) -> Clinic:
        """The clinic that the address names."""
        found = self.get_clinics().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("There is no such clinic.")
        return found

    def get_clinics(self) -> QuerySet[Clinic]:
        """With its sittings and people, which say who keeps it."""
        return Clinic.objects.prefetch_related("sittings", "invitees")

    @cached_property
    def keeps(self) -> bool:
        """Whether the person takes the clinic through its life. Posts are asked for only where they decide."""
        posts = self.clinic.keeper_posts if self.posts_decide else ()
        return rights.may_keep_clinic(self.request.user, posts)

    @cached_property
    def reports(self) -> bool:
        """Whether the person may say of its progress."""
        posts = self.clinic.reporter_posts if self.posts_decide else ()
        return rights.may_report_on_clinic(self.request.user, posts)

    @property
    def posts_decide(self) -> bool:
        """Whether what the person may do depends on the posts that they hold."""
        return rights.may_report(self.request.user) and not rights.may_manage(self.request.user)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the clinic."""
        return (("Clinics", reverse("clinics")), (self.clinic.title, self.clinic.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the clinic."""
        return super().get_context_data(clinic=self.clinic, **kwargs)

    @property
    def way_back(self) -> str:
        """The page of the clinic, at a part of it."""
        return f"{self.clinic.get_absolute_url()}{f'#{self.at}' if self.at else ''}"


class KeptClinic(OneClinic):
    """A page for those who keep the clinic."""

    refusal = (
        "This clinic is kept by the performance team and by those who called it, chair it or prepare it for "
        "their directorate."
    )

    def allowed(self) -> bool:
        """Readers who keep it."""
        return super().allowed() and self.keeps


class PressClinic(Press, KeptClinic):
    """A step that is one button on the page of the clinic."""

    service: Callable[..., Clinic]
    done: str

    def take(self) -> str:
        """Take it."""
        type(self).service(clinic=self.clinic)
        return self.done


class AgreeClinic(PressClinic):
    """Agreeing to a clinic that was suggested."""

    service = staticmethod(services.agree)
    done = "The clinic is agreed. Give it a day."


class FollowUpClinic(PressClinic):
    """Following up a clinic that was held."""

    service = staticmethod(services.follow_up)
    done = "The clinic is being followed up. Say of its progress here; close it once its outcome stands in words."


class OneSitting(KeptClinic):
    """A page of one sitting."""

    @cached_property
    def sitting(self) -> Sitting:
        """The sitting that the address names, of this clinic."""
        return get_object_or_404(self.clinic.sittings.select_related("chair"), pk=self.kwargs["sitting"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the sitting."""
        return super().get_context_data(**kwargs | {"sitting": self.sitting})


class SittingHeld(Press, OneSitting):
    """Recording that a clinic sat, where no notes were taken in the room."""

    def take(self) -> str:
        """Record it."""
        services.record_held(sitting=self.sitting)
        return "The clinic was held. Record who came, and what came of it."


class StepPage(Asks, KeptClinic):
    """A step that asks for something first."""

    step: Step

    @property
    def button(self) -> str:
        """What is done."""
        return self.get_title()

    @property
    def about(self) -> str:
        """The clinic, and where it stands."""
        return f"{self.clinic} · {self.clinic.get_state_display().lower()}"

    def why_not(self) -> str:
        """Why the step cannot be taken now."""
        return refusal(State(self.clinic.state), self.step)


class TurnPage(StepPage):
    """A step that turns the clinic, in the state in which it was seen."""

    @property
    def decides_on(self) -> Clinic:
        """The clinic."""
        return self.clinic


class ScheduleClinic(StepPage):
    """Giving a clinic a day, or a further one."""

    step = Step.SCHEDULE

    def get_title(self) -> str:
        """The first day, or one more."""
        return "Give the clinic a further day" if self.clinic.sittings.all() else "Schedule the clinic"

    def get_form(self, data: Any = None) -> SittingForm:
        """An empty day."""
        return SittingForm(data, instance=Sitting(clinic=self.clinic))

    def take(self, form: SittingForm) -> str:
        """Store the day."""
        facts = form.cleaned_data
        sitting = services.schedule(
            clinic=self.clinic,
            on=facts["date"],
            starts_at=facts["starts_at"],
            ends_at=facts["ends_at"],
            place=facts["place"],
            chair=facts["chair"],
            held=facts.get("held", False),
        )
        if facts.get("held"):
            return f"The clinic was held on {long_date(sitting.date)}. Record who came, and what came of it."
        return f"The clinic sits on {long_date(sitting.date)}. Its briefing paper is written; invite those who are to come."


class SittingStep(StepPage, OneSitting):
    """A step with a sitting that has not begun."""

    step = Step.SCHEDULE

    def why_not(self) -> str:
        """Also where the sitting has begun or is cancelled."""
        if self.sitting.cancelled_because:
            return f"The sitting of {long_date(self.sitting.date)} is cancelled. Give the clinic another day."
        if self.sitting.begun_at:
            return "The sitting has begun, so that its day, time and place stay what they were."
        return super().why_not()


class ChangeSitting(SittingStep):
    """Another day, time, place or chair."""

    title = "Change the sitting"
    button = "Save"

    def get_form(self, data: Any = None) -> SittingForm:
        """The form over it."""
        return SittingForm(data, instance=self.clinic.sittings.get(pk=self.sitting.pk))

    def take(self, form: SittingForm) -> str:
        """Store it."""
        services.change_sitting(sitting=form.instance, held=form.cleaned_data.get("held", False))
        said = f"The sitting of {long_date(form.instance.date)} is saved."
        if self.sitting.invitations.exists():
            said += " Those who are invited do not know yet: send them the change."
        return said


class CancelSitting(SittingStep):
    """Cancelling a sitting with a reason."""

    warns = True
    explains = "It then counts for nothing. A clinic without another sitting to come is agreed again."

    @property
    def decides_on(self) -> Sitting:
        """The sitting."""
        return self.sitting

    def get_title(self) -> str:
        """Which one."""
        return f"Cancel the sitting of {long_date(self.sitting.date)}"

    def get_form(self, data: Any = None) -> ReasonForm:
        """Why."""
        return ReasonForm(data, help_text="It stands with the sitting, and in the letters that call it off.")

    def take(self, form: ReasonForm) -> str:
        """Cancel it."""
        clinic = services.cancel_sitting(sitting=self.sitting, because=form.cleaned_data["reason"])
        said = f"The sitting of {long_date(self.sitting.date)} is cancelled."
        if clinic.state == State.AGREED:
            said += " The clinic is agreed and wants another day."
        if self.sitting.invitations.exists():
            said += " Those who are invited do not know yet: tell them."
        return said


class CancelClinic(TurnPage):
    """Cancelling a clinic with a reason."""

    step = Step.CANCEL
    warns = True
    explains = "Its sittings to come are cancelled with it. It is kept with the reason, and can be suggested anew."

    def get_title(self) -> str:
        """What is only suggested is declined."""
        return f"{'Decline' if self.clinic.state == State.SUGGESTED else 'Cancel'} this clinic"

    def get_form(self, data: Any = None) -> ReasonForm:
        """Why."""
        return ReasonForm(data, help_text="It stands on the page of the clinic.")

    def take(self, form: ReasonForm) -> str:
        """Cancel it."""
        services.cancel(clinic=self.clinic, because=form.cleaned_data["reason"])
        return "The clinic is cancelled, and its sittings to come with it."


class ReopenClinic(TurnPage):
    """Taking up a clinic that was closed or cancelled."""

    title = "Reopen this clinic"
    step = Step.REOPEN

    def get_form(self, data: Any = None) -> ReasonForm:
        """Why; as long as history keeps."""
        return ReasonForm(data, help_text="It stays in the history of the clinic.", most=100)

    def take(self, form: ReasonForm) -> str:
        """Reopen it."""
        clinic = services.reopen(clinic=self.clinic, because=form.cleaned_data["reason"])
        followed = clinic.state == State.FOLLOW_UP
        return "The clinic is being followed up again." if followed else "The clinic is suggested anew."


class CloseClinic(TurnPage):
    """Closing a clinic once its outcome stands in words. Open actions are asked about."""

    title = "Close this clinic"
    template_name = "clinics/life/close.html"
    leave = "Leave it open"
    step = Step.CLOSE

    def why_not(self) -> str:
        """Also without an outcome."""
        missing = (
            ""
            if self.clinic.outcome.strip()
            else "Nobody has said what came of the clinic. Write its outcome first, then close it."
        )
        return super().why_not() or missing

    def get_form(self, data: Any = None) -> CloseForm:
        """With the actions that are open."""
        return CloseForm(data, still_open=services.open_actions(self.clinic).select_related("lead"))

    def take(self, form: CloseForm) -> str:
        """Close it, leaving open what its closer has seen."""
        seen = [int(key) for key in self.request.POST.getlist("open") if key.isdecimal()]
        services.close(clinic=self.clinic, note=form.cleaned_data["note"], left_open=seen)
        return "The clinic is closed."
