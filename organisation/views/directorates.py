"""Directorates: making, renaming and dissolving them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from core.clock import today
from core.formats import count, long_date
from core.steps import Asks, Press
from core.views import ListPage
from organisation.access import ForPerformanceTeam
from organisation.filters import DirectorateFilter
from organisation.forms import DirectorateForm, LastDayForm
from organisation.history import of_directorate
from organisation.models import Directorate
from organisation.reporting import Hanging, directorates, posts
from organisation.services import posts as services
from organisation.tables import DirectorateTable
from organisation.views.frame import Kept


class DirectorateList(ForPerformanceTeam, ListPage):
    """Every directorate, those dissolved included."""

    title = "Directorates"
    template_name = "organisation/directorates.html"
    filters = DirectorateFilter
    table = DirectorateTable
    export_name = "directorates"
    counted_as = "directorate"

    def get_queryset(self) -> QuerySet[Directorate]:
        """By name."""
        return directorates(today()).order_by("name", "pk")


class AmongDirectorates(Kept):
    """A page among the directorates."""

    listed_at, listed_as = "directorates", "Directorates"


class NewDirectorate(Asks, AmongDirectorates):
    """A new directorate."""

    title = "Make a directorate"
    button = "Make the directorate"
    leave = "Make none"

    def get_form(self, data: Any = None) -> DirectorateForm:
        """Nothing yet."""
        return DirectorateForm(data, instance=Directorate())

    def take(self, form: DirectorateForm) -> str:
        """Store it."""
        form.instance.save()
        return f"The directorate {form.instance} is made."

    def way_on(self, form: DirectorateForm) -> str:
        """Its page."""
        return form.instance.get_absolute_url()


class OneDirectorate(AmongDirectorates):
    """A page of one directorate."""

    @cached_property
    def directorate(self) -> Directorate:
        """The one that the address names."""
        return get_object_or_404(Directorate, pk=self.kwargs["pk"])

    @property
    def about(self) -> str:
        """Which."""
        return str(self.directorate)

    @property
    def way_back(self) -> str:
        """Its page."""
        return self.directorate.get_absolute_url()

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to its page."""
        return (*super().get_crumbs(), (str(self.directorate), self.directorate.get_absolute_url()))


class DirectoratePage(OneDirectorate):
    """A directorate with its posts, and what was changed of it."""

    template_name = "organisation/directorate.html"

    def get_title(self) -> str:
        """Its name."""
        return str(self.directorate)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all directorates."""
        return super().get_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its posts."""
        return super().get_context_data(
            directorate=self.directorate,
            posts=posts(today()).filter(directorate=self.directorate),
            happenings=of_directorate(self.directorate),
            **kwargs,
        )


class EditDirectorate(Asks, OneDirectorate):
    """A directorate's name and beginning."""

    title = "Change the directorate"

    def get_form(self, data: Any = None) -> DirectorateForm:
        """Over it as it is stored."""
        return DirectorateForm(data, instance=Directorate.objects.get(pk=self.directorate.pk))

    def take(self, form: DirectorateForm) -> str:
        """Store it."""
        form.instance.save()
        return "Saved."


class EndDirectorate(Asks, OneDirectorate):
    """A directorate that is dissolved on a day."""

    title = "Dissolve the directorate"
    template_name = "organisation/end.html"
    button = "Dissolve the directorate"
    leave = "Let it go on"
    warns = True
    explains = "Its posts stay what they are until they are put elsewhere or ended. Its past stays with it."

    @cached_property
    def hanging(self) -> tuple[Hanging, ...]:
        """The posts that it has today."""
        number = directorates(today()).get(pk=self.directorate.pk).posts_now
        address = f"{reverse('posts')}?directorate={self.directorate.pk}"
        return (Hanging(number, count(number, "post"), address),) if number else ()

    def why_not(self) -> str:
        """What has an end is not ended again."""
        return services.why_not_ended(self.directorate)

    def get_form(self, data: Any = None) -> LastDayForm:
        """Its posts are asked about."""
        return LastDayForm(data, hangs=bool(self.hanging))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its posts."""
        return super().get_context_data(hanging=self.hanging, **kwargs)

    def take(self, form: LastDayForm) -> str:
        """Dissolve it."""
        services.end_directorate(directorate=self.directorate, on=form.cleaned_data["day"])
        return f"{self.directorate} ends on {long_date(form.cleaned_data['day'])}."


class DirectorateGoesOn(Press, OneDirectorate):
    """A directorate that was dissolved exists further."""

    def take(self) -> str:
        """Let it."""
        services.restore_directorate(directorate=self.directorate)
        return f"{self.directorate} goes on."
