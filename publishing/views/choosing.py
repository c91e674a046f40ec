"""Where the performance team says what is published: all at a glance, many at once, after being asked."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from core.clock import today
from core.formats import count
from core.steps import Asks, Press
from core.views import InPlace, paginate
from organisation.access import ForPerformanceTeam
from publishing.choices import Kind
from publishing.filters import CHOOSING, ChoosingFilter
from publishing.forms import KeyForm
from publishing.models import ApiKey
from publishing.reporting.choosing import choices, clinics_hidden_by, lately, overview, rows_of
from publishing.services.keys import make_key, revoke
from publishing.services.switching import Switched, switch

ROWS = 200
"""So many stand on a page, to be ticked."""
TICK = re.compile(r"([0-9]{1,15})-([0-9]{1,9})")
"""What a ticked box posts: a key and the version that was shown."""
MOST = 20_000
"""So many may be switched at once."""
SINGULAR = {Kind.INDICATORS: "indicator", Kind.PLANS: "plan", Kind.CLINICS: "clinic"}


class AmongPublishing(ForPerformanceTeam, InPlace):
    """A page on which it is decided what is published."""

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first of them."""
        return (("My work", reverse("home")), ("What we publish", reverse("publishing")))


class PublishingPage(AmongPublishing, TemplateView):
    """What is published of each kind, of how many, and what was switched lately."""

    title = "What we publish"
    template_name = "publishing/overview.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to My work."""
        return super().get_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Eight queries."""
        keys = ApiKey.objects.good(today()).count()
        return super().get_context_data(overview=overview(), lately=lately(), keys=keys, **kwargs)


class OfAKind(AmongPublishing):
    """What the pages of one kind have in common."""

    @cached_property
    def kind(self) -> Kind:
        """The kind that the address names."""
        try:
            return Kind(self.kwargs["kind"])
        except ValueError as unknown:
            raise Http404(f"There is nothing of the kind {self.kwargs['kind']} to publish.") from unknown

    def filterset(self, data: Any) -> ChoosingFilter:
        """All of the kind, as filtered."""
        return CHOOSING[self.kind](data or None, queryset=rows_of(self.kind, today()), request=self.request)


class ChoosingPage(OfAKind, TemplateView):
    """All of one kind, to be ticked."""

    template_name = "publishing/choosing.html"

    def get_title(self) -> str:
        """Of which kind."""
        return f"{self.kind.label} that we publish"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Four queries."""
        filterset = self.filterset(self.request.GET)
        page = paginate(filterset.qs, self.request, per_page=ROWS)
        shown = {
            "kind": self.kind,
            "noun": SINGULAR[self.kind],
            "filterset": filterset,
            "page": page,
            "rows": choices(self.kind, page.object_list),
        }
        return super().get_context_data(**kwargs | shown)


class Switch(OfAKind, Press):
    """Publishing what is ticked, or taking it back: it is asked first, and then done."""

    @property
    def way_back(self) -> str:
        """The list, as it was filtered."""
        kept = self.request.POST.get("filters", "")
        return reverse("publishing-kind", args=[self.kind]) + (f"?{kept}" if kept else "")

    @property
    def public(self) -> bool:
        """Whether it is to be published."""
        return self.request.POST.get("do") == "publish"

    @cached_property
    def ticked(self) -> list[tuple[int, int]]:
        """What is ticked, with the versions that were shown."""
        texts = [text for given in self.request.POST.getlist("rows") for text in given.split(",")][:MOST]
        return [(int(found[1]), int(found[2])) for text in texts if (found := TICK.fullmatch(text))]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, or do it once it was asked."""
        if request.POST.get("do") not in ("publish", "take-back"):
            return self.not_now("Choose whether what is ticked is to be published or taken back.")
        if request.POST.get("all") and not request.POST.get("sure"):
            rows = self.filterset(request.GET).qs
            self.ticked = [(row.pk, row.version) for row in rows if row.is_public != self.public][:MOST]
        if not self.ticked:
            return self.not_now("Nothing was ticked, so nothing was changed.")
        return super().post(request, *args, **kwargs) if request.POST.get("sure") else self.ask()

    def ask(self) -> HttpResponse:
        """What would become public, or would be no more."""
        keys = [key for key, _ in self.ticked]
        rows = choices(self.kind, rows_of(self.kind, today()).filter(pk__in=keys))
        hidden = 0 if self.public or self.kind != Kind.INDICATORS else clinics_hidden_by(keys)
        what = count(len(rows), SINGULAR[self.kind])
        context = self.get_context_data(
            title=f"{'Publish' if self.public else 'Take back'} {what}?",
            kind=self.kind,
            public=self.public,
            rows=rows,
            posted=",".join(f"{key}-{version}" for key, version in self.ticked),
            filters=self.request.POST.get("filters", ""),
            hidden=hidden,
            way_back=self.way_back,
            what=what,
        )
        return render(self.request, "publishing/confirm.html", context)

    def take(self) -> str:
        """Do it, and say what was not."""
        found = switch(self.kind, self.ticked, public=self.public, by=self.request.user)
        for sentence in self.left(found):
            messages.warning(self.request, sentence)
        if not found.done:
            return ""
        done = count(found.done, SINGULAR[self.kind])
        is_or_are = "is" if found.done == 1 else "are"
        return f"{done} {is_or_are} {'published' if self.public else 'not public any more'}."

    def left(self, found: Switched) -> list[str]:
        """What stays as it is, and why."""
        noun = SINGULAR[self.kind]
        said = []
        if found.changed:
            said.append(
                f"{count(found.changed, noun)} changed while you had the page open and were left as they are: look again."
            )
        if found.refused:
            said.append(f"{count(found.refused, noun)} cannot be published: the list says why.")
        if found.already:
            stood = "public" if self.public else "not public"
            said.append(f"{count(found.already, noun)} {'was' if found.already == 1 else 'were'} {stood} already.")
        return said


class KeyList(AmongPublishing, TemplateView):
    """The keys of the read API."""

    title = "Keys of the read API"
    template_name = "publishing/keys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One query."""
        return super().get_context_data(keys=list(ApiKey.objects.all()), **kwargs)


class NewKey(AmongPublishing, Asks):
    """A new key, which is shown once."""

    title = "Make a key"
    button = "Make the key"
    leave = "Make none"
    explains = "Whoever sends the key reads what somebody with the role Viewer may read, and changes nothing. It is shown once, on the next page."

    @property
    def way_back(self) -> str:
        """All keys."""
        return reverse("api-keys")

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all keys."""
        return (*super().get_crumbs(), ("Keys of the read API", self.way_back))

    def get_form(self, data: Any = None) -> KeyForm:
        """What it is for, and until when."""
        return KeyForm(data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it and show it: nothing keeps it, so the page is the answer itself."""
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.again(form=form)
        key, secret = make_key(**form.cleaned_data)
        shown = self.get_context_data(title=f"The key for {key}", key=key, secret=secret)
        return render(request, "publishing/new_key.html", shown, status=HTTPStatus.CREATED)


class RevokeKey(AmongPublishing, Press, View):
    """From now on a key opens nothing."""

    @property
    def way_back(self) -> str:
        """All keys."""
        return reverse("api-keys")

    def take(self) -> str:
        """Revoke it."""
        key = ApiKey.objects.filter(pk=self.kwargs["pk"]).first()
        if key is None:
            raise Http404("There is no such key.")
        revoke(key)
        return f"The key “{key}” opens nothing any more."
