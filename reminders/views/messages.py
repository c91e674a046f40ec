"""The performance team's list, and the page behind a mailed link."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from accounts.services.log import address_of
from actions.choices import Door
from actions.models import Action
from actions.updating import UpdateSheet, written_on
from core import doors
from core.clock import today
from core.views import InPlace, ListPage
from organisation.access import ForPerformanceTeam
from reminders.choices import Use
from reminders.filters import MessageFilter
from reminders.models import Message, SignedLink
from reminders.reporting import unreached, vacant_posts
from reminders.sending import remind_today
from reminders.services import LinkRefusedError, log_refusal, log_use, open_link, saved_words, still_open
from reminders.tables import MessageTable


class ReminderList(ForPerformanceTeam, ListPage):
    """What was sent to whom and what became of it; and whom no reminder reaches."""

    title = "Reminders"
    template_name = "reminders/list.html"
    filters = MessageFilter
    table = MessageTable
    export_name = "reminders"
    counted_as = "message"

    def get_queryset(self) -> QuerySet:
        """All messages, the newest first."""
        return Message.objects.select_related("to")

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first page."""
        return (("My work", reverse("home")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list, how many did not arrive, and whom none reaches."""
        return super().get_context_data(
            undelivered=Message.objects.undelivered().count(),
            vacant=vacant_posts(today(), self.request.council),
            unreached=unreached(today()),
            **kwargs,
        )


class ReminderPage(ForPerformanceTeam, InPlace, TemplateView):
    """One message with its text, and what was done with its link."""

    template_name = "reminders/page.html"

    @cached_property
    def message(self) -> Message:
        """The message that the address names."""
        return get_object_or_404(Message.objects.select_related("to", "link"), pk=self.kwargs["pk"])

    def get_title(self) -> str:
        """Its subject."""
        return self.message.subject

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all messages."""
        return (("Reminders", reverse("reminders")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The message and the uses of its link. Two queries."""
        link = getattr(self.message, "link", None)
        return super().get_context_data(
            reminder=self.message, link=link, uses=list(link.uses.all()) if link else [], **kwargs
        )


class SendReminders(ForPerformanceTeam, View):
    """Today's reminders at once, by the task worker."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for a run."""
        remind_today.enqueue()
        messages.success(request, "Today's reminders are being written. Look again in a moment.")
        return redirect("reminders")


@method_decorator(csrf_exempt, name="dispatch")
class MailedLink(TemplateView):
    """The page behind a mailed link: its actions with their forms, for one person, without signing in.

    The link itself is what a forged request would lack, so no cookie is asked
    for; and as the page tells nobody where it is (no-referrer), a browser sends
    none of what the usual check looks at.
    """

    template_name = "reminders/link.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open it, or say in one sentence why not. Each use is kept."""
        try:
            answer = super().dispatch(request, *args, **kwargs)
            answer = answer.render() if hasattr(answer, "render") else answer
        except LinkRefusedError as refused:
            log_refusal(refused, address=self.address)
            answer = self.refused(refused)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    def refused(self, refused: LinkRefusedError) -> HttpResponse:
        """Why it opens nothing, and where to go on."""
        where = "home" if self.request.user.is_authenticated else "sign-in"
        facts = {"title": "This link opens nothing", "sentence": str(refused), "where": where}
        answer = render(self.request, "reminders/refused.html", facts, status=refused.status)
        # Django writes the address of what is refused into its log; somebody else's good link stays out of it.
        answer._has_been_logged = True
        return answer

    @property
    def address(self) -> str:
        """Where the request comes from, as far as the server knows."""
        return address_of(self.request)

    @cached_property
    def link(self) -> SignedLink:
        """The link, if whoever asks may open it."""
        user = self.request.user
        return open_link(self.kwargs["token"], signed_in=user if user.is_authenticated else None)

    @cached_property
    def actions(self) -> list[Action]:
        """What of it is still to be updated, or was just written of."""
        return still_open(self.link, written=written_on(self.request.POST))

    def sheet(self, data: Any = None) -> UpdateSheet:
        """A card for each of them, the first due above."""
        seasons = self.request.council.seasons_fall_due
        sheet = UpdateSheet(self.actions, on=today(), data=data, seasons_fall_due=seasons)
        sheet.cards.sort(key=lambda card: (card.line.due is None, card.line.due or today()))
        return sheet

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The actions, each with its last words and a form."""
        sheet = self.sheet()
        if request.method == "GET":
            log_use(self.link, Use.OPENED, address=self.address)
        return self.page(sheet)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save what was filled in, as said by the person whom the link was made for."""
        sheet = self.sheet(request.POST)
        # For this request alone, so that history says who; nobody is signed in by it.
        request.user = self.link.message.to
        doors.enter(doors.Door.LINK)
        updates = sheet.save(by=request.user, through=Door.LINK)
        if updates:
            log_use(self.link, Use.SAVED, address=self.address, detail=saved_words(len(updates)))
        if sheet.strays:
            messages.warning(
                request,
                f"{saved_words(sheet.strays)} not saved: the action was updated through this link already, or has passed "
                "to another post.",
            )
        if sheet.problems or sheet.lost:
            sheet.cards = [card for card in sheet.cards if not card.saved]
            clashed = sheet.clashed or (sheet.lost and not sheet.problems)
            status = HTTPStatus.CONFLICT if clashed else HTTPStatus.UNPROCESSABLE_ENTITY
            return self.page(sheet, saved=len(updates), status=status)
        if len(updates) == len(sheet.cards):
            return render(request, "reminders/thanks.html", {"title": "Thank you", "saved": len(updates)})
        if updates:
            messages.success(request, f"{saved_words(len(updates))} saved.")
        elif not sheet.strays:
            messages.warning(request, "Nothing was filled in, so nothing was saved.")
        return redirect(request.path)

    def page(self, sheet: UpdateSheet, *, saved: int = 0, status: int = HTTPStatus.OK) -> HttpResponse:
        """The page with its cards."""
        context = self.get_context_data(
            title="Update your actions",
            reader=self.link.message.to,
            link=self.link,
            sheet=sheet,
            saved=saved,
            words=sheet.lost,
        )
        return self.render_to_response(context, status=status)
