"""What a person sees and chooses of their own account: reminders, password, sessions, and what the log says of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from accounts.choices import What
from accounts.filters import OwnSignInFilter
from accounts.forms import ChangePasswordForm
from accounts.models import CouncilIdentity, Session, SignInEvent
from accounts.sending import tell
from accounts.services import end_sessions
from accounts.services.factors import factors_of
from accounts.services.letters import papers_words, reminders_words
from accounts.services.log import note
from accounts.services.sessions import end_session, name_of
from accounts.tables import OwnSignInTable
from core.formats import count
from core.views import FormPage, InPlace, ListPage


class OwnPage(LoginRequiredMixin, InPlace):
    """A page under a person's own account."""

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the account."""
        return (("My work", reverse("home")), ("Your account", reverse("account")))


class OwnForm(OwnPage, FormPage):
    """One with a form."""


class Account(OwnPage, TemplateView):
    """A person's own account: who they are to the program, how they sign in, and what they are sent."""

    title = "Your account"
    template_name = "accounts/account.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first page."""
        return (("My work", reverse("home")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """How the person signs in, and what they have chosen of letters. Five queries."""
        person, council = self.request.user, settings.COUNCIL_SIGN_IN
        connected = council and CouncilIdentity.objects.filter(issuer=council.issuer, person=person).exists()
        return super().get_context_data(
            roles=sorted(person.roles),
            factors=factors_of(person),
            sessions=Session.objects.of(person).count(),
            council_sign_in=council,
            connected=connected,
            reminders=reminders_words(person),
            papers=papers_words(person),
            **kwargs,
        )


class ChangePassword(OwnForm):
    """A new password for the one of now. It ends the person's other sessions."""

    title = "Change your password"
    template_name = "accounts/change_password.html"
    form_class = ChangePasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Whoever has no password asks for one by mail."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            messages.warning(request, "You have no password to change: you sign in through the council.")
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the request, by which guesses are counted."""
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        """Keep it, and stay signed in here."""
        person = form.save()
        update_session_auth_hash(self.request, person)
        self.request.session.save()
        ended = end_sessions(person, keep=self.request.session.session_key)
        note(self.request, What.PASSWORD_CHANGED, person=person)
        tell.enqueue(person.pk, "your password was changed.")
        others = f" {count(ended, 'other session').capitalize()} ended." if ended else ""
        messages.success(self.request, f"The new password is kept.{others}")
        return redirect("account")


class Sessions(OwnPage, TemplateView):
    """Where a person is signed in, and an end to it."""

    title = "Where you are signed in"
    template_name = "accounts/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The one in use first."""
        here = self.request.session.session_key
        rows = [
            {"session": row, "name": name_of(row.session_key), "is_here": row.session_key == here}
            for row in Session.objects.of(self.request.user)
        ]
        return super().get_context_data(sessions=sorted(rows, key=lambda row: not row["is_here"]), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End one, or all but this."""
        here, wanted = request.session.session_key, request.POST.get("end", "")
        if wanted == "others":
            ended = end_sessions(request.user, keep=here)
            note(request, What.ENDED, person=request.user, detail=count(ended, "other session"))
            messages.success(request, f"{count(ended, 'other session').capitalize()} ended.")
        elif end_session(request.user, wanted, keep=here):
            note(request, What.ENDED, person=request.user, detail="1 session")
            messages.success(request, "That session is ended.")
        else:
            raise Http404("That session has ended already.")
        return redirect("sessions")


class OwnSignIns(OwnPage, ListPage):
    """What the log of sign-ins says of a person, for that person."""

    title = "Your sign-ins"
    template_name = "accounts/own_sign_ins.html"
    filters = OwnSignInFilter
    table = OwnSignInTable
    export_name = "my-sign-ins"
    counted_as = "entry,entries"

    def get_queryset(self) -> Any:
        """Their own entries, the newest first."""
        return SignInEvent.objects.filter(person=self.request.user)
