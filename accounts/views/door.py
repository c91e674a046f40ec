"""Signing in: by password and second factor, through the council, and with a new password."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts.choices import How, What
from accounts.forms import TOO_MANY, CodeForm, ForgottenForm, NewPasswordForm, PasskeyAnswerForm, SignInForm
from accounts.models import User
from accounts.sending import send_new_password_link, tell
from accounts.services import end_sessions, passkeys
from accounts.services.council import Claims, CouncilRefusedError, connect, hear, send_there, who_is
from accounts.services.door import let_in, look_at_code, look_at_passkey, wait_for_factor, who_waits
from accounts.services.factors import factors_of
from accounts.services.log import address_of, note
from accounts.services.throttle import TooManyGuessesError, count_guess, of_address, of_letters
from accounts.sessions import SIGNED_IN
from core.clock import today
from core.views import FormPage, InPlace

SIGN_IN = (("Sign in", "/sign-in/"),)
PASSKEY_STATE = "passkey_at_sign_in"
TO = "council_sign_in_to"
AFTER = str(5 * 60)
"""Seconds after which somebody who guessed too often may try again."""


def too_many(answer: HttpResponse) -> HttpResponse:
    """Say with the status that there were too many guesses."""
    answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
    answer["Retry-After"] = AFTER
    return answer


class SignIn(LoginView):
    """E-mail address and password; then the second factor, of whom has one."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    title = "Sign in"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the council's own sign-in, where there is one."""
        return super().get_context_data(title=self.title, council_sign_in=settings.COUNCIL_SIGN_IN, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Let the person in, or ask for the second factor first."""
        person = form.get_user()
        if factors_of(person):
            wait_for_factor(self.request, person, to=self.get_success_url())
            return redirect("sign-in-code")
        let_in(self.request, person, How.PASSWORD)
        return redirect(self.get_success_url())

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """The form again."""
        answer = super().form_invalid(form)
        return too_many(answer) if form.has_error("__all__", "too_many") else answer


class SignOut(LogoutView):
    """Ends the session."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep that it was ended."""
        if request.user.is_authenticated:
            note(request, What.SIGNED_OUT, person=request.user, how=request.session.get(SIGNED_IN, {}).get("how", ""))
        return super().post(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class SignInCode(FormPage):
    """The second factor of somebody whose password was right: a code, or a passkey."""

    title = "Second factor"
    crumbs = SIGN_IN
    template_name = "accounts/sign_in_code.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for whoever waits."""
        if request.user.is_authenticated:
            return redirect("home")
        self.waiting = who_waits(request)
        if self.waiting is None:
            messages.warning(request, "Sign in again: the second factor is asked for within ten minutes.")
            return redirect("sign-in")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def factors(self) -> Any:
        """What the person has."""
        return factors_of(self.waiting.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what a passkey is asked, where there is one."""
        asked = None
        if self.factors.passkeys:
            asked, self.request.session[PASSKEY_STATE] = passkeys.begin_asking(self.request, self.waiting.person)
        return super().get_context_data(asked=asked, factors=self.factors, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let the person in, or ask again."""
        form = CodeForm(request.POST) if "answer" not in request.POST else PasskeyAnswerForm(request.POST)
        try:
            how = self.proof(form) if form.is_valid() else None
        except TooManyGuessesError:
            form.add_error(None, TOO_MANY)
            return too_many(self.form_invalid(form))
        if how is None:
            return self.form_invalid(form)
        let_in(request, self.waiting.person, how)
        return redirect(self.waiting.to)

    def proof(self, form: CodeForm | PasskeyAnswerForm) -> How | None:
        """How what was sent proves who the person is; where it does not, the form says so."""
        person = self.waiting.person
        if isinstance(form, CodeForm):
            how = look_at_code(self.request, person, form.cleaned_data["code"])
            if how is None:
                form.add_error("code", "That code is not right, or was used already. Type the one that is shown now.")
            return how
        state = self.request.session.pop(PASSKEY_STATE, None)
        how = look_at_passkey(self.request, person, state, form.cleaned_data["answer"])
        if how is None:
            form.add_error(None, "That passkey did not prove who you are. Try again, or type a code.")
        return how


class Forgotten(FormPage):
    """Asks for a link by which to choose a new password. The answer is the same for an unknown address."""

    title = "Forgotten password"
    crumbs = SIGN_IN
    template_name = "accounts/forgotten.html"
    form_class = ForgottenForm

    def form_valid(self, form: ForgottenForm) -> HttpResponse:
        """Have the letter written by the task worker, which takes as long for an unknown address."""
        email = form.cleaned_data["email"]
        person = User.objects.open(today()).filter(email__iexact=email).first()
        try:
            count_guess(of_letters(email), of_address(address_of(self.request)))
        except TooManyGuessesError:
            note(self.request, What.TOO_MANY, person=person)
            form.add_error(None, TOO_MANY)
            return too_many(self.form_invalid(form))
        send_new_password_link.enqueue(person.pk if person else 0)
        note(self.request, What.LINK_SENT if person else What.UNKNOWN, person=person, detail="forgotten password")
        return self.render_to_response(self.get_context_data(form=form, asked_for=email))


class NewPassword(InPlace, PasswordResetConfirmView):
    """A new password by a mailed link. It ends every session, and signs nobody in."""

    title = "Choose a new password"
    crumbs = SIGN_IN
    template_name = "accounts/new_password.html"
    form_class = NewPasswordForm

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        """Keep it."""
        super().form_valid(form)
        end_sessions(self.user)
        note(self.request, What.PASSWORD_CHANGED, person=self.user, detail="by a mailed link")
        tell.enqueue(self.user.pk, "your password was changed by a link that was mailed to you.")
        messages.success(self.request, "The new password is kept. Sign in with it.")
        return redirect("sign-in")

    def get_success_url(self) -> str:
        """Where one signs in."""
        return reverse("sign-in")

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """A form in error, and a link that is over, say so by their status."""
        form = context.get("form")
        if not self.validlink:
            kwargs["status"] = HTTPStatus.GONE
        elif form is not None and form.errors:
            kwargs["status"] = HTTPStatus.UNPROCESSABLE_ENTITY
        return super().render_to_response(context, **kwargs)


class WithCouncil(View):
    """Where the council has a sign-in of its own."""

    http_method_names = ("get", "head", "options")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Nothing is here where there is none; a refusal is kept, and said where one signs in."""
        if settings.COUNCIL_SIGN_IN is None:
            raise Http404("This site has no sign-in through the council. Sign in with your password.")
        try:
            return super().dispatch(request, *args, **kwargs)
        except CouncilRefusedError as refused:
            note(request, What.COUNCIL_REFUSED, person=refused.person, how=How.COUNCIL, detail=str(refused))
            messages.warning(request, str(refused))
            return redirect("account" if request.user.is_authenticated else "sign-in")


class CouncilSignIn(WithCouncil):
    """Sends the browser to the council's sign-in; somebody who is signed in connects their account with it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Remember where they want to go, and send them off."""
        to = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
        request.session[TO] = to if safe else ""
        return send_there(request, request.build_absolute_uri(reverse("council-back")))


@method_decorator(never_cache, name="dispatch")
class CouncilBack(WithCouncil):
    """Where the council's sign-in sends the browser back to."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Let the person in, or connect who is signed in already."""
        claims = hear(request)
        to = request.session.pop(TO, "")
        if request.user.is_authenticated:
            return self.connected(claims)
        found = who_is(claims)
        if found.connected:
            note(request, What.CONNECTED, person=found.person, how=How.COUNCIL)
        if found.roles:
            note(request, What.ROLES, person=found.person, how=How.COUNCIL, detail=found.roles)
        let_in(request, found.person, How.COUNCIL)
        return redirect(to or resolve_url(settings.LOGIN_REDIRECT_URL))

    def connected(self, claims: Claims) -> HttpResponse:
        """Connect the account of who is signed in."""
        connect(self.request.user, claims)
        note(self.request, What.CONNECTED, person=self.request.user, how=How.COUNCIL)
        tell.enqueue(self.request.user.pk, "it was connected with the council's own sign-in.")
        messages.success(self.request, "Connected: from now on you can sign in through the council.")
        return redirect("account")
