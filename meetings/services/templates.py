"""Report templates: those that are shipped, taking one for the council, and which one is its own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction

from core.records import StaleWriteError, create_many
from core.refusals import NotDoneError
from meetings.models import ReportHeading, ReportTemplate

FILES = Path(__file__).parent.parent / "report_templates"


class TemplateError(NotDoneError):
    """A report template cannot be taken or changed like this; the message says why."""


@dataclass(frozen=True)
class ShippedHeading:
    """A heading of a shipped template."""

    title: str
    field: str = ""
    required: bool = False
    guidance: str = ""
    words: int | None = None


@dataclass(frozen=True)
class ShippedTemplate:
    """A report template that comes with the program."""

    key: str
    name: str
    about: str
    numbered_paragraphs: bool
    headings: tuple[ShippedHeading, ...]


@cache
def shipped_templates() -> tuple[ShippedTemplate, ...]:
    """The report templates that come with the program, by name."""
    return tuple(sorted((_read(file) for file in FILES.glob("*.toml")), key=lambda template: template.name))


def _read(file: Path) -> ShippedTemplate:
    facts = tomllib.loads(file.read_text(encoding="utf-8"))
    headings = tuple(ShippedHeading(**heading) for heading in facts.pop("heading"))
    return ShippedTemplate(key=file.stem, headings=headings, **facts)


@transaction.atomic
def adopt(key: str) -> ReportTemplate:
    """Take a shipped template for the council; the first that it has becomes its default.

    Raises TemplateError where there is none with this key, or the council has one of its name.
    """
    shipped = next((template for template in shipped_templates() if template.key == key), None)
    if shipped is None:
        known = ", ".join(template.key for template in shipped_templates())
        raise TemplateError(f"No report template “{key}” comes with the program. There are: {known}.")
    if ReportTemplate.objects.filter(name=shipped.name).exists():
        raise TemplateError(f"The council has a report template “{shipped.name}” already.")
    template = ReportTemplate.objects.create(
        name=shipped.name,
        about=shipped.about,
        numbered_paragraphs=shipped.numbered_paragraphs,
        is_default=not ReportTemplate.objects.filter(is_default=True).exists(),
    )
    create_many(
        [
            ReportHeading(
                template=template,
                number=number,
                title=heading.title,
                field=heading.field,
                required=heading.required,
                guidance=heading.guidance,
                words=heading.words,
            )
            for number, heading in enumerate(shipped.headings, 1)
        ]
    )
    return template


@transaction.atomic
def make_default(*, template: ReportTemplate, seen: int) -> ReportTemplate:
    """Let new reports be written under the headings of a template, unless they say otherwise."""
    rows = list(ReportTemplate.objects.select_for_update().order_by("pk"))
    stored = next(row for row in rows if row.pk == template.pk)
    if stored.version != seen:
        raise StaleWriteError(stored)
    for row in rows:
        if row.is_default and row != stored:
            row.is_default = False
            row.save()
    if not stored.is_default:
        stored.is_default = True
        stored.save()
    return stored
