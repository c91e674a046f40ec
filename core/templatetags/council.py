"""The project's own tags and filters, at hand in every template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from core import formats, prose, undo
from core.meanings import meanings
from core.rag import Rag, Rating
from core.tables import explained, marked

register = template.Library()


@register.simple_tag
def rag(rating: Rating | Rag | str, label: str = "") -> SafeString:
    """A rating as shape, word and colour. Takes a Rating, or a rag value with its word."""
    if isinstance(rating, Rating):
        return marked(rating.rag, label or rating.label)
    return marked(rating, label)


@register.simple_tag
def means(names: str) -> SafeString:
    """What words on the page mean, unfolded on request: ``{% means "rating quartile" %}``."""
    return _meant(names, get_script_prefix())


@lru_cache(maxsize=256)
def _meant(names: str, _prefix: str) -> SafeString:
    """The words with their meanings under the site's prefix: drawn once, because they never change."""
    return render_to_string("core/meanings.html", {"meanings": meanings(names)})


@register.simple_tag
def why(rating: Rating, *sentences: str) -> SafeString:
    """A rating that says why on request, with more sentences where there are some."""
    return explained(rating, *sentences)


@register.filter
def pages_to_go_to(page: Page) -> Iterator[int | str]:
    """The numbers of the first and last two pages and of those near this one, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number)


@register.filter
def anchor(field: BoundField) -> str:
    """What a link to a field ends with: the first of its buttons where it has several; nothing where it is hidden."""
    if field.is_hidden:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


@register.filter
def long_date(day: date | datetime | None) -> str:
    """31 July 2007."""
    return formats.long_date(_day(day))


@register.filter
def short_date(day: date | datetime | None) -> str:
    """31 Jul 2007."""
    return formats.short_date(_day(day))


@register.filter
def clock_time(at: time) -> str:
    """10.00 am."""
    return formats.clock_time(at)


@register.filter
def days(count: int) -> str:
    """92 days."""
    return formats.days(count)


@register.filter
def counted(count: int, noun: str) -> str:
    """``3|counted:"action"`` is "3 actions"; an irregular plural follows a comma: ``"entry,entries"``."""
    singular, _, plural = noun.partition(",")
    return formats.count(count, singular, plural or None)


@register.filter
def prose_html(text: str) -> SafeString:
    """Markdown as a few safe elements."""
    return prose.to_html(text)


@register.filter
def rich_html(text: str, under: int = 2) -> SafeString:
    """Markdown of a report or a minute as safe elements; its sub-headings stand below the heading ``under``."""
    return prose.rich_html(text, under=under, boxed=True)


@register.filter
def listed(words: list) -> str:
    """a, b and c."""
    return formats.listed(str(word) for word in words)


def _day(moment: date | datetime | None) -> date | None:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


@register.inclusion_tag("core/place.html", takes_context=True)
def place(context: dict, name: str, label: str) -> dict:
    """One of the six places in the header; the current one says so."""
    return {"name": name, "label": label, "is_here": context.get("place") == name}


@register.inclusion_tag("core/head.html")
def head(*titles: str) -> dict:
    """The heading row of a table whose columns need nothing but their titles."""
    return {"titles": titles}


@register.filter
def plain(text: str) -> str:
    """Markdown as plain words, for a narrow cell."""
    return prose.to_text(text)


@register.filter
def drawn_options(options: Iterable[dict[str, Any]]) -> SafeString:
    """The options of a choice of one, from a widget's context. A page with a choice for each row has tens of thousands."""
    return mark_safe("".join(map(_option, options)))  # noqa: S308 - each value and label is escaped


def _option(option: dict[str, Any]) -> str:
    selected = " selected" if option["selected"] else ""
    return f'<option value="{conditional_escape(str(option["value"]))}"{selected}>{conditional_escape(option["label"])}</option>'


@register.filter
def with_undo(told: Iterable[Any]) -> list[tuple[Any, dict[str, str] | None]]:
    """Messages, each with the button that undoes what it tells of; a save that a page says nothing of is told by itself."""
    found: list[tuple[Any, dict[str, str] | None]] = []
    for message in told:
        if message.extra_tags != undo.BOX:
            found.append((message, None))
        elif found and found[-1][0].level_tag == "success":
            found[-1] = (found[-1][0], undo.offered(message.message))
        else:
            button = undo.offered(message.message)
            message.message = "Saved."
            found.append((message, button))
    return found
