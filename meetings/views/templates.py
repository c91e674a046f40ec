"""Report templates: what the council writes its reports under, and what is shipped."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from core.steps import Asks, Press
from meetings.forms.templates import HeadingForm, TemplateForm
from meetings.models import ReportHeading, ReportTemplate
from meetings.services import order
from meetings.services.templates import adopt, make_default, shipped_templates
from meetings.views.frame import Arrange, Page
from organisation.access import ForPerformanceTeam


class TemplateList(Page):
    """The council's report templates with their headings, and those that it could take."""

    title = "Report templates"
    template_name = "meetings/templates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Two queries."""
        templates = list(ReportTemplate.objects.annotate(used=Count("reports")).prefetch_related("headings"))
        taken = {template.name for template in templates}
        offered = [template for template in shipped_templates() if template.name not in taken]
        return super().get_context_data(templates=templates, offered=offered, **kwargs)


class KeptTemplates(ForPerformanceTeam, Page):
    """A page for those who keep the report templates."""

    @property
    def way_back(self) -> str:
        """All templates."""
        return reverse("report-templates")

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the templates."""
        return (*super().get_crumbs(), ("Report templates", reverse("report-templates")))


class AdoptTemplate(KeptTemplates, Press):
    """Taking a shipped template."""

    def take(self) -> str:
        """Take it."""
        return f"“{adopt(self.request.POST.get('template', ''))}” is yours. Change its headings as you like."


class OneTemplate(KeptTemplates):
    """A page of one template."""

    @cached_property
    def template(self) -> ReportTemplate:
        """The template that the address names."""
        return get_object_or_404(ReportTemplate, pk=self.kwargs["pk"])

    @property
    def about(self) -> ReportTemplate:
        """The template."""
        return self.template

    @property
    def way_back(self) -> str:
        """The template where it is edited."""
        return reverse("report-template", args=[self.template.pk])


class MakeDefault(OneTemplate, Press):
    """Making a template the council's own."""

    way_back = KeptTemplates.way_back

    def take(self) -> str:
        """Make it so."""
        seen = self.request.POST.get("seen", "")
        template = make_default(template=self.template, seen=int(seen) if seen.isdecimal() else 0)
        return f"New reports are written under the headings of “{template}”."


class EditTemplate(OneTemplate, Asks):
    """What a template is called, and its headings with what may be done to them."""

    template_name = "meetings/template.html"

    def get_title(self) -> str:
        """Its name."""
        return str(self.template)

    def get_form(self, data: Any = None) -> TemplateForm:
        """Over the template as it is stored."""
        return TemplateForm(data, instance=ReportTemplate.objects.get(pk=self.template.pk))

    def take(self, form: TemplateForm) -> str:
        """Store it."""
        form.instance.save()
        return f"“{form.instance}” is saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the headings, and in how many reports each is written under."""
        headings = self.template.headings.annotate(used=Count("sections"))
        return super().get_context_data(template=self.template, headings=headings, **kwargs)


class BelowTemplate(OneTemplate, Asks):
    """A page of one heading."""

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the template."""
        return (*super().get_crumbs(), (str(self.template), self.way_back))

    def way_on(self, form: HeadingForm) -> str:
        """To the heading in its template."""
        return f"{self.way_back}#heading-{form.instance.pk}"


class AddHeading(BelowTemplate):
    """A new heading, at the end."""

    title = "Add a heading"

    def get_form(self, data: Any = None) -> HeadingForm:
        """An empty heading."""
        return HeadingForm(data, instance=ReportHeading(template=self.template))

    def take(self, form: HeadingForm) -> str:
        """Store it."""
        order.add(row=form.instance)
        return f"“{form.instance.title}” is heading {form.instance.number}."


class EditHeading(BelowTemplate):
    """What a heading says."""

    title = "Change the heading"

    def get_form(self, data: Any = None) -> HeadingForm:
        """Over the heading as it is stored."""
        heading = get_object_or_404(self.template.headings, pk=self.kwargs["heading"])
        return HeadingForm(data, instance=heading)

    def take(self, form: HeadingForm) -> str:
        """Store it."""
        form.instance.save()
        return f"“{form.instance.title}” is saved."


class ArrangeHeadings(OneTemplate, Arrange):
    """Moves of headings, and the removal of those under which no report says anything."""

    part, called = "heading", "heading"

    def get_rows(self) -> QuerySet[ReportHeading]:
        """Those of the template."""
        return self.template.headings.select_related("template")

    def move(self, heading: ReportHeading, seen: int, what: str) -> str:
        """Do it. What fills itself in stands in every report of the template."""
        if what == "remove" and heading.field and self.template.reports.exists():
            raise order.OrderError(f"“{heading.title}” stands in the reports that are written under this template.")
        return super().move(heading, seen, what)
