"""What a person sees and chooses of their own account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from accounts.forms import RemindersForm
from core.views import InPlace

CHOSEN = ("reminded_on", "told_of_papers")
"""What a person chooses for themselves."""


class Account(LoginRequiredMixin, InPlace, TemplateView):
    """A person's own account: who they are to the program, and when reminders come."""

    title = "Your account"
    template_name = "accounts/account.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first page."""
        return (("My work", reverse("home")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form with what is chosen now."""
        kwargs.setdefault("form", RemindersForm(initial={name: getattr(self.request.user, name) for name in CHOSEN}))
        return super().get_context_data(roles=sorted(self.request.user.roles), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what is chosen."""
        form = RemindersForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        for name in CHOSEN:
            setattr(request.user, name, form.cleaned_data[name])
        request.user.save(update_fields=CHOSEN)
        day = request.user.get_reminded_on_display()
        when = f"on {day}s" if day else "whenever there is something"
        papers = "" if request.user.told_of_papers else ", and no mail tells you of papers"
        messages.success(request, f"Saved: reminders come {when}{papers}.")
        return redirect("account")
