"""Who is to come to a clinic, who came, and the invitations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from clinics import services
from clinics.choices import Presence
from clinics.forms.life import CameForm, InviteeForm, PresenceForm, post_choices, posts
from clinics.models import Attendance, Invitee
from clinics.services import invitations
from clinics.views.life import KeptClinic, OneClinic, OneSitting
from core.answers import name_file
from core.clock import today
from core.formats import count, listed, long_date
from core.forms import refuse
from core.refusals import NotDoneError
from organisation.models import Post

BLANK = 2
"""Empty rows below those who are to come."""


def about(rows: list[Any], refused: NotDoneError) -> Any:
    """The form over the row that somebody else was quicker to save; none where it is about something else."""
    return next((row for row in rows if row.is_bound and row.instance == getattr(refused, "row", None)), None)


class ClinicPeople(KeptClinic):
    """Who is to come: roles, with the posts that fill them."""

    title = "Who is to come"
    template_name = "clinics/life/people.html"
    at = "people"

    def why_not(self) -> str:
        """Once the clinic has sat, who was to come stays as it was."""
        services.refuse_people(self.clinic)
        return ""

    @cached_property
    def people(self) -> list[Invitee]:
        """Who is to come as it is stored."""
        return list(self.clinic.invitees.select_related("post").order_by("pk"))

    def rows(self, data: Any = None) -> list[InviteeForm]:
        """A row for each, and empty ones. A row that came in meanwhile is shown as it is."""
        found = posts(*(person.post_id for person in self.people))
        shared = {"found": found, "choices": post_choices(found, "No post named yet")}
        sent = data.getlist("row") if data else []
        known = [
            InviteeForm(data if str(person.pk) in sent else None, instance=person, prefix=f"row-{person.pk}", **shared)
            for person in self.people
        ]
        new = [
            InviteeForm(data, instance=Invitee(clinic=self.clinic), prefix=f"new-{at}", **shared) for at in range(BLANK)
        ]
        return known + new

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows; the first that is wrong speaks for all."""
        if "rows" not in kwargs:
            kwargs["rows"] = self.rows()
        rows = kwargs["rows"]
        form = next((row for row in rows if row.is_bound and row.errors), rows[-1])
        return super().get_context_data(**{"form": form} | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store all rows, or say what is in the way of all of them."""
        rows = self.rows(request.POST)
        sent = [row for row in rows if row.is_bound]
        right = [row.is_valid() for row in sent]
        gone = set(request.POST.getlist("row")) - {str(person.pk) for person in self.people}
        wanted = [
            row
            for row in sent
            if row.is_valid() and row.cleaned_data.get("role") and not row.cleaned_data.get("remove")
        ]
        if gone:
            sent[-1].is_stale = True
            sent[-1].add_error(
                None, "Somebody else has taken a line off meanwhile. Look through the list, then save again."
            )
        self.say_twice(wanted)
        if not all(right) or any(row.errors for row in sent):
            return self.again(rows=rows)
        try:
            services.set_people(
                clinic=self.clinic,
                kept=[row.instance for row in wanted if row.instance.pk and row.has_changed()],
                added=[row.instance for row in wanted if not row.instance.pk],
                removed=[row.instance for row in sent if row.cleaned_data.get("remove")],
            )
        except NotDoneError as refused:
            refuse(about(rows, refused) or rows[-1], refused)
            return self.again(rows=rows)
        messages.success(request, "Who is to come is saved, for the sittings to come too.")
        return self.back()

    @staticmethod
    def say_twice(rows: list[InviteeForm]) -> None:
        """A post comes once as one thing."""
        seen: set[tuple[str, Post]] = set()
        for row in rows:
            wanted = (row.cleaned_data["role"], row.cleaned_data.get("post"))
            if wanted[1] and wanted in seen:
                row.add_error("post", f"The {wanted[1]} is to come in this role already. Take one off.")
            seen.add(wanted)


class AtSitting(OneSitting):
    """A page that goes back to the sitting on the page of the clinic."""

    @property
    def at(self) -> str:
        """Where the sitting stands there."""
        return f"sitting-{self.sitting.pk}"


class SittingAttendance(AtSitting):
    """Who came to a sitting: present, with apologies, or expected; and somebody who came unasked."""

    title = "Who came"
    template_name = "clinics/life/attendance.html"

    def get_title(self) -> str:
        """On which day."""
        return f"{'Who comes' if self.sitting.date > today() else 'Who came'} on {long_date(self.sitting.date)}"

    def why_not(self) -> str:
        """Where nobody can have come."""
        services.refuse_attendance(self.clinic, self.sitting)
        return ""

    def rows(self, data: Any = None) -> list[PresenceForm]:
        """A row for each; one that came in meanwhile is shown as it is."""
        sent = data.getlist("row") if data else []
        return [
            PresenceForm(data if str(row.pk) in sent else None, instance=row, prefix=f"row-{row.pk}")
            for row in self.sitting.attendance.select_related("post")
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows, and the one for somebody more."""
        if "rows" not in kwargs:
            kwargs |= {"rows": self.rows(), "came": CameForm(prefix="came")}
        forms = [*kwargs["rows"], kwargs["came"]]
        form = next((form for form in forms if form.is_bound and form.errors), forms[-1])
        return super().get_context_data(**{"form": form, "is_to_come": self.sitting.date > today()} | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store them all, or say what is in the way."""
        rows, came = self.rows(request.POST), CameForm(request.POST, prefix="came")
        sent = [row for row in rows if row.is_bound]
        right = [form.is_valid() for form in (*sent, came)]
        if not all(right):
            return self.again(rows=rows, came=came)
        extra = None
        if came.cleaned_data.get("role"):
            presence = Presence.EXPECTED if self.sitting.date > today() else Presence.PRESENT
            extra = Attendance(role=came.cleaned_data["role"], post=came.cleaned_data["post"], presence=presence)
        try:
            services.record_attendance(
                sitting=self.sitting, rows=[row.instance for row in sent if row.has_changed()], came=extra
            )
        except NotDoneError as refused:
            refuse(about(rows, refused) or came, refused)
            return self.again(rows=rows, came=came)
        messages.success(request, f"Attendance of {long_date(self.sitting.date)} is saved.")
        return self.back()


class SittingInvitation(OneSitting):
    """The invitation to a sitting as a file for calendars."""

    def allowed(self) -> bool:
        """Whoever may read of the clinic may note its day."""
        return OneClinic.allowed(self)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        octets, kind = invitations.invitation_file(self.sitting)
        answer = HttpResponse(octets, content_type=kind)
        name_file(answer, f"clinic-{self.sitting.date}.ics", keep=True)
        return answer


class InviteToSitting(AtSitting):
    """Writing to those who are invited: first who would be written to, then the letters."""

    template_name = "clinics/life/invite.html"

    def get_title(self) -> str:
        """To which sitting."""
        return f"Invitations to {long_date(self.sitting.date)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who would be written to, who knows already, and who cannot be."""
        return super().get_context_data(
            letters=invitations.letters(self.sitting), is_past=self.sitting.date < today(), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write to them, and say who was not reached."""
        try:
            sent = invitations.invite(sitting=self.sitting, by=request.user)
        except services.LifeError as refused:
            return self.not_now(str(refused))
        if sent.reached:
            messages.success(request, f"{count(len(sent.reached), 'letter')} sent: {listed(sent.reached)}.")
        if sent.refused:
            messages.warning(request, f"Not reached: {'; '.join(sent.refused)}. Try again later.")
        return self.back()
