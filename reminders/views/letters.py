"""What people are sent: everybody's own choices, the link in a letter that stops its kind, and the team's list."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from accounts.choices import LetterKind
from accounts.forms import LettersForm
from accounts.models import User, signs_in
from accounts.services.letters import (
    choose_letters,
    is_sent,
    papers_chosen,
    papers_words,
    reminders_chosen,
    reminders_words,
    stop,
    stopping,
)
from core import doors
from core.clock import today
from core.outbox import Letter
from core.views import FormPage, ListPage
from meetings.models import PaperLetter
from organisation.access import ForPerformanceTeam
from reminders.filters import ReadersFilter
from reminders.models import Message
from reminders.reporting import always_sent
from reminders.tables import ReadersTable


class OwnLetters(LoginRequiredMixin, FormPage):
    """What somebody is sent: what they choose, and what is duty and why."""

    title = "What you are sent"
    template_name = "reminders/own_letters.html"
    form_class = LettersForm

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the account."""
        return (("My work", reverse("home")), ("Your account", reverse("account")))

    def get_initial(self) -> dict[str, Any]:
        """What is chosen now."""
        person = self.request.user
        return {"reminders": reminders_chosen(person), "soon": person.told_of_soon, "papers": papers_chosen(person)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what always comes."""
        return super().get_context_data(always=always_sent(self.request.user), **kwargs)

    def form_valid(self, form: LettersForm) -> HttpResponse:
        """Keep it."""
        person = self.request.user
        choose_letters(person, **form.cleaned_data)
        soon = "" if person.told_of_soon else ", and not of what is due soon"
        messages.success(
            self.request,
            f"Saved. Reminders: {_small(reminders_words(person))}{soon}. Mail on papers: {_small(papers_words(person))}.",
        )
        return redirect("own-letters")


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


KINDS = {
    LetterKind.PAPERS: (
        "mail that tells you when papers of meetings are published",
        "Reminders of what your posts answer for go on coming, and papers stay where they are read.",
    ),
    LetterKind.SOON: (
        "messages on what is due within two weeks",
        (
            "What is due that day, overdue, or wants an update before a board goes on coming: whoever answers for it is "
            "always told."
        ),
    ),
}
"""What each kind is, and what comes all the same."""


@method_decorator(csrf_exempt, name="dispatch")
class StopLetters(TemplateView):
    """The page behind the link in a letter that stops its kind: it asks first, and needs no password.

    The signed link is what a forged request would lack. A mail program's own button posts to it by itself (RFC 8058);
    a program that only looks at links stops nothing.
    """

    http_method_names = ("get", "head", "post", "options")
    template_name = "reminders/stop.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask, do it, or say why not; nothing of it is kept by a browser or told on."""
        why = self.why_not() if request.method in ("GET", "HEAD", "POST") else ""
        if why:
            where = "home" if request.user.is_authenticated else "sign-in"
            facts = {"title": "This link stops nothing", "sentence": why, "where": where}
            answer = render(request, "reminders/refused.html", facts, status=HTTPStatus.FORBIDDEN)
            answer._has_been_logged = True  # Django would write the address into its log
        else:
            answer = super().dispatch(request, *args, **kwargs)
            answer = answer.render() if hasattr(answer, "render") else answer
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    @cached_property
    def asked(self) -> tuple[User, LetterKind] | None:
        """Whose letters, and of which kind."""
        return stopping(self.kwargs["token"])

    def why_not(self) -> str:
        """Why the link stops nothing; empty where it may."""
        if self.asked is None:
            return (
                "This link is not whole, or was altered, so it stops nothing. Open it from the mail itself, or sign in."
            )
        user = self.request.user
        if user.is_authenticated and user.pk != self.asked[0].pk:
            return (
                f"This link was made for somebody else, and you are signed in as {user}. Sign out to use it, or change "
                "what you are sent yourself under Your account."
            )
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What would stop, and what comes all the same."""
        person, kind = self.asked
        stops, goes_on = KINDS[kind]
        title = f"Stop {stops}?" if is_sent(person, kind) else f"You are sent no {stops}"
        facts = {"title": title, "reader": person, "stops": stops, "goes_on": goes_on, "sent": is_sent(person, kind)}
        return super().get_context_data(**facts | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop it, as asked by the person whom the link was made for."""
        person, kind = self.asked
        # For this request alone, so that history says who; nobody is signed in by it.
        request.user = person
        doors.enter(doors.Door.LINK)
        stop(person, kind)
        return self.render_to_response(self.get_context_data())


def _last_sent(kind: type[Letter]) -> Subquery:
    """When somebody was last sent a letter of a kind; it may have come back since."""
    sent = kind.objects.gone().filter(to=OuterRef("pk")).order_by("-sent_at")
    return Subquery(sent.values("sent_at")[:1])


class ReadersList(ForPerformanceTeam, ListPage):
    """Who is sent what, how often, and when they last were."""

    title = "Who is sent what"
    template_name = "reminders/readers.html"
    filters = ReadersFilter
    table = ReadersTable
    export_name = "who-is-sent-what"
    counted_as = "person,people"

    def get_queryset(self) -> QuerySet[User]:
        """Everybody who may sign in, by name."""
        return (
            User.objects.filter(signs_in(today()))
            .annotate(reminded_at=_last_sent(Message), told_at=_last_sent(PaperLetter))
            .order_by("name", "email", "pk")
        )

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to reminders."""
        return (("Reminders", reverse("reminders")),)
