"""A person's second factors: an authenticator app, passkeys and recovery codes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from accounts.choices import How, What
from accounts.forms import AddAppForm, ConfirmForm, PasskeyForm
from accounts.models import Passkey, User
from accounts.sending import tell
from accounts.services import end_sessions, passkeys
from accounts.services.door import needs_factor, proved_by
from accounts.services.factors import (
    add_app,
    app_address,
    factors_of,
    new_codes,
    new_secret,
    remove_factors,
    sealed,
    unsealed,
)
from accounts.services.log import note
from accounts.views.account import OwnForm, OwnPage

NEW_APP = "new_authenticator"
PASSKEY_STATE = "new_passkey"
QUARTER = 4


def _added(request: HttpRequest, what: str, how: How) -> None:
    """Keep, and tell by mail, that a factor was added; this session counts as proved by it, and others end."""
    proved_by(request, how)
    end_sessions(request.user, keep=request.session.session_key)
    note(request, What.FACTOR_ADDED, person=request.user, detail=what)
    tell.enqueue(request.user.pk, f"a second factor was added: {what}.")


class FactorPage(OwnPage):
    """A page under the second factor."""

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the second factor."""
        return (*super().get_crumbs(), ("Second factor", reverse("second-factor")))


class SecondFactorPage(OwnPage, TemplateView):
    """What a person has beside the password."""

    title = "Second factor"
    template_name = "accounts/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Three queries."""
        return super().get_context_data(
            factors=factors_of(self.request.user), is_needed=needs_factor(self.request), **kwargs
        )


@method_decorator(never_cache, name="dispatch")
class AddApp(FactorPage, OwnForm):
    """Sets an authenticator app up: a square code to photograph, and the first code that the app shows."""

    title = "Set up an authenticator app"
    template_name = "accounts/add_app.html"
    form_class = AddAppForm

    def secret(self) -> str:
        """The secret that waits to be confirmed in this session; a new one where none does."""
        kept = unsealed(self.request.session.get(NEW_APP, ""))
        if not kept:
            kept = new_secret()
            self.request.session[NEW_APP] = sealed(kept)
        return kept

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The square code as an image, and its secret to type where there is no camera."""
        import segno  # wanted here alone

        secret = self.secret()
        site = f"Council performance {self.request.council.short_name}".strip()
        square = segno.make(app_address(secret, self.request.user, site), error="m", micro=False)
        return super().get_context_data(
            square=square.svg_data_uri(scale=5, border=QUARTER),
            typed=" ".join(secret[n : n + QUARTER] for n in range(0, len(secret), QUARTER)),
            **kwargs,
        )

    def form_valid(self, form: AddAppForm) -> HttpResponse:
        """Take the app, and give recovery codes where there are none."""
        person, had = self.request.user, factors_of(self.request.user)
        if not add_app(person, self.secret(), form.cleaned_data["code"]):
            form.add_error("code", "That is not the code of this app. Type the one that it shows now.")
            return self.form_invalid(form)
        self.request.session.pop(NEW_APP)
        _added(self.request, "authenticator app", How.CODE)
        messages.success(self.request, "The authenticator app is set up: its code is asked for when you sign in.")
        return redirect("second-factor") if had.codes_left else show_codes(self.request, person)


def show_codes(request: HttpRequest, person: User) -> HttpResponse:
    """New recovery codes, on the one page that ever shows them."""
    codes = new_codes(person)
    note(request, What.CODES_MADE, person=person)
    crumbs = (("Your account", reverse("account")), ("Second factor", reverse("second-factor")))
    return render(request, "accounts/codes.html", {"title": "Recovery codes", "codes": codes, "crumbs": crumbs})


@method_decorator(never_cache, name="dispatch")
class RecoveryCodes(LoginRequiredMixin, View):
    """Makes recovery codes anew, and shows them once."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest) -> HttpResponse:
        """For whoever has a second factor."""
        if not factors_of(request.user):
            raise Http404("Recovery codes stand in for a second factor. Set one up first.")
        tell.enqueue(request.user.pk, "new recovery codes were made.")
        return show_codes(request, request.user)


@method_decorator(never_cache, name="dispatch")
class AddPasskey(FactorPage, OwnForm):
    """Adds a passkey: the browser makes one when the button is pressed."""

    title = "Add a passkey"
    template_name = "accounts/add_passkey.html"
    form_class = PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the browser is asked."""
        asked, self.request.session[PASSKEY_STATE] = passkeys.begin_adding(self.request, self.request.user)
        return super().get_context_data(asked=asked, **kwargs)

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        """Keep it, and give recovery codes where there are none."""
        person, had = self.request.user, factors_of(self.request.user)
        state = self.request.session.pop(PASSKEY_STATE, None)
        name, answer = form.cleaned_data["name"], form.cleaned_data["answer"]
        try:
            with transaction.atomic():
                passkeys.add(self.request, person, state, answer, name=name)
        except IntegrityError:
            form.add_error("name", "You have a passkey of this name. Give this one another.")
        except (ValueError, KeyError, TypeError):
            form.add_error(None, "The passkey could not be taken. Press the button again.")
        if form.errors:
            return self.form_invalid(form)
        _added(self.request, f"passkey “{name}”", How.PASSKEY)
        messages.success(self.request, f"The passkey “{name}” is added: it is asked for when you sign in.")
        return redirect("second-factor") if had.codes_left else show_codes(self.request, person)


class RemoveFactors(FactorPage, OwnForm):
    """Takes every second factor away, once the password was typed again."""

    title = "Remove your second factor"
    template_name = "accounts/remove_factors.html"
    form_class = ConfirmForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the request, by which guesses are counted."""
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        """Remove them."""
        if remove_factors(self.request.user):
            note(self.request, What.FACTOR_REMOVED, person=self.request.user, detail="all")
            tell.enqueue(self.request.user.pk, "its second factor was removed.")
        messages.success(self.request, "Your second factor is removed: the password alone lets you in.")
        proved_by(self.request, How.PASSWORD)
        return redirect("second-factor")


class RemovePasskey(LoginRequiredMixin, View):
    """Takes one passkey away, such as that of a device that was lost."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove it; the last factor goes with the password typed again."""
        key = get_object_or_404(Passkey, pk=pk, person=request.user)
        factors = factors_of(request.user)
        if factors.app is None and len(factors.passkeys) == 1:
            return redirect("remove-second-factor")
        key.delete()
        note(request, What.FACTOR_REMOVED, person=request.user, detail=f"passkey “{key.name}”")
        tell.enqueue(request.user.pk, f"a second factor was removed: passkey “{key.name}”.")
        messages.success(request, f"The passkey “{key.name}” is removed.")
        return redirect("second-factor")
