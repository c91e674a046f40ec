"""Joining: the page behind the link of an invitation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.choices import InvitationUseKind
from accounts.forms import NewPasswordForm
from accounts.models import Invitation, User
from accounts.services.invitations import InvitationRefusedError, accept, log_refusal, log_use, open_invitation
from accounts.services.log import address_of
from core.steps import Asks


class Join(Asks):
    """The page behind the link of an invitation: choosing a password, once, without signing in.

    To open it uses nothing up, because mail scanners open it first.
    """

    title = "Choose your password"
    button = "Save the password"
    leave = "Sign in instead"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open it, or say in one sentence why not. Each use is kept."""
        try:
            answer = super().dispatch(request, *args, **kwargs)
            answer = answer.render() if hasattr(answer, "render") else answer
        except InvitationRefusedError as refused:
            log_refusal(refused, address=self.address)
            facts = {"title": "This link opens nothing", "sentence": str(refused)}
            answer = render(request, "accounts/invitation_refused.html", facts, status=refused.status)
            # Django writes the address of what is refused into its log; somebody else's good link stays out of it.
            answer._has_been_logged = True
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    @property
    def address(self) -> str:
        """Where the request comes from, as far as the server knows."""
        return address_of(self.request)

    @property
    def way_back(self) -> str:
        """Signing in."""
        return reverse("sign-in")

    @property
    def reader(self) -> User | None:
        """Who is signed in here, if anybody."""
        return self.request.user if self.request.user.is_authenticated else None

    @cached_property
    def invitation(self) -> Invitation:
        """The invitation, if whoever asks may open it."""
        return open_invitation(self.kwargs["token"], signed_in=self.reader)

    @property
    def about(self) -> str:
        """Whose account it is."""
        return f"{self.invitation.to.name} · {self.invitation.to.email}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form. That it was opened is kept."""
        if request.method == "GET":
            log_use(self.invitation, InvitationUseKind.OPENED, address=self.address)
        return super().get(request, *args, **kwargs)

    def get_form(self, data: Any = None) -> NewPasswordForm:
        """A password, twice."""
        return NewPasswordForm(self.invitation.to, data)

    def take(self, form: NewPasswordForm) -> str:
        """Set it."""
        password = form.cleaned_data["new_password1"]
        accept(self.kwargs["token"], password=password, signed_in=self.reader, address=self.address)
        return "Your password is saved. Sign in with it."
