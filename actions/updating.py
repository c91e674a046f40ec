"""Several actions on one page, each with its form: My work, and the page behind a mailed link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from actions.choices import Door
from actions.forms import BESIDE, UpdateForm, blank_fields, blank_fields_of
from actions.listed import CardAction
from actions.models import Action, Update
from actions.reporting import ActionLine, Source, line
from actions.services import ClosedActionError, NewerUpdateError, record_update
from core.formats import short_date
from core.prose import beginning, to_text
from core.tables import marked, piece
from core.typed import Typed

SAID = ("status", "words", "so_what", "what_next", "unchanged", "evidence", "forecast_on", "ticked", "last_seen")
WORDS = ("words", "so_what", "what_next", "evidence")
SHOWN = 220
"""Signs of the latest words that a card shows."""
_OF_AN_ACTION = re.compile(r"a(\d{1,15})-(\w+)")


def written_on(data: Mapping[str, str]) -> frozenset[int]:
    """The keys of the actions of which something was written in what was posted, to be saved now."""
    only = data.get("only", "")
    named = ((_OF_AN_ACTION.fullmatch(name), value) for name, value in data.items())
    return frozenset(int(of[1]) for of, value in named if of and value and of[2] not in BESIDE and only in ("", of[1]))


@dataclass
class UpdateCard:
    """An action as its card shows it, and the form on it."""

    action: Action | CardAction
    line: ActionLine | CardAction
    written: UpdateForm | None = None
    """The form with what was written in it; None where nothing was."""
    first_sources: tuple[Source, ...] = ()
    """What asks for it, the first of each kind, where that was fetched."""
    newer: Update | None = None
    """What somebody else said while this was written. Nothing of either is lost: the form still holds it."""
    saved: bool = False

    @cached_property
    def form(self) -> UpdateForm:
        """What is written, or what can be."""
        return self.written or UpdateForm(**_given(self.action))

    @property
    def fields(self) -> SafeString:
        """The fields of the form, drawn."""
        if self.written is None:
            if isinstance(self.action, CardAction):
                return blank_fields_of(self.action.pk, self.action.ticks, last_seen=self.action.last_key)
            return blank_fields(self.action, last_seen=self.action.last_key or 0)
        return render_to_string("actions/parts/update_fields.html", {"form": self.written, "compact": True})

    @property
    def heading(self) -> SafeString:
        """Its title, which leads to its page."""
        return piece('<a class="govuk-link" href="{}">{}</a>', self.line.url, self.line.title)

    @property
    def facts(self) -> SafeString:
        """What asks for it, when it is due, how far that has slipped, and its rating."""
        shown = self.line
        words = [shown.due_words, shown.recurrence if shown.due else "", shown.slippage]
        due = f"{'due ' if shown.due else ''}{', '.join(filter(None, words))}"
        sources = [
            piece('<a class="govuk-link" href="{}">{}</a> · ', one.address, one.words)
            if one.address
            else piece("{} · ", one.words)
            for one in self.first_sources
        ]
        return piece("{}{} · {}", SafeString("".join(sources)), due, marked(shown.rating.rag, shown.rating.label))

    @property
    def said(self) -> SafeString:
        """That it is late, where it is, and what was last said of it."""
        shown = self.line
        late = piece('<p class="card__late">{}</p>', shown.rating.sentence) if shown.is_overdue else ""
        if not shown.last_said_on:
            return piece('{}<p class="muted">{}</p>', late, "Nobody has said anything of it yet.")
        words = beginning(to_text(shown.last_words), SHOWN)
        return piece('{}<p class="card__words">{}: {}</p>', late, short_date(shown.last_said_on), words)

    @property
    def is_filled_in(self) -> bool:
        """Whether something was written on it, to be saved now."""
        return self.written is not None and self.written.is_bound

    @property
    def needs_another_look(self) -> bool:
        """Whether something on it keeps it from being saved."""
        return self.newer is not None or bool(self.is_filled_in and self.written.errors)


def _given(action: Action) -> dict[str, Any]:
    """What a form on an action's card begins with."""
    return {"action": action, "last_seen": action.last_key or 0, "prefix": f"a{action.pk}"}


class UpdateSheet:
    """Cards for some actions, fetched by ``with_details()``, or by ``actions.listed.cards`` where nothing was posted.

    Those that were filled in are saved, each by itself.

    ``data`` is what was posted. Its ``only`` names the one card whose own button was pressed; the others keep
    what is written in them. An empty card is no mistake.
    """

    def __init__(
        self,
        actions: Iterable[Action | CardAction],
        *,
        on: date,
        data: QueryDict | None = None,
        seasons_fall_due: bool = False,
    ) -> None:
        self.on, self.seasons_fall_due = on, seasons_fall_due
        self.only = (data or {}).get("only", "")
        self.cards = [self._card(action, data) for action in actions]
        strays = written_on(data or {}) - {card.action.pk for card in self.cards}
        self.strays = len(strays)
        """How many actions something was written of that are none of these: they passed to somebody else meanwhile."""
        self.lost = [
            Typed(name, data[f"a{key}-{name}"])
            for key in sorted(strays)
            for name in WORDS
            if data.get(f"a{key}-{name}")
        ]
        """What was written of them in words, for its writer to keep."""

    def _card(self, action: Action | CardAction, data: Mapping | None) -> UpdateCard:
        if isinstance(action, CardAction):
            return UpdateCard(action, action, first_sources=action.first_sources)
        card = UpdateCard(action, line(action, self.on, seasons_fall_due=self.seasons_fall_due))
        sent = None if data is None else UpdateForm(data, **_given(action))
        if sent and not sent.says_nothing:
            card.written = sent
            if self.only not in ("", str(action.pk)):
                # Not to be saved now. What is written in it stays there, without being judged.
                card.written = UpdateForm(**_given(action))
                card.written.initial |= {name: sent[name].data for name in sent.fields}
        return card

    @property
    def filled_in(self) -> list[UpdateCard]:
        """Those that something was written on, to be saved now."""
        return [card for card in self.cards if card.is_filled_in]

    @property
    def problems(self) -> list[UpdateCard]:
        """Those that need another look."""
        return [card for card in self.cards if card.needs_another_look]

    @property
    def clashed(self) -> bool:
        """Whether somebody else was quicker with one of them."""
        return any(card.newer for card in self.cards)

    def save(self, *, by: User, through: Door = Door.BROWSER) -> list[Update]:
        """Save every card that is filled in and sound; the others say what is wrong with them.

        Of two who said something at once both are kept: the second sees the first's words, and saves again after them.
        """
        updates = []
        for card in self.filled_in:
            if not card.form.is_valid():
                continue
            said = {name: value for name, value in card.form.cleaned_data.items() if name in SAID}
            try:
                updates.append(record_update(action=card.action, by=by, through=through, **said))
                card.saved = True
            except ClosedActionError as closed:
                card.form.add_error(None, str(closed))
            except NewerUpdateError as late:
                card.newer = late.newer
                card.form.data = card.form.data.copy()
                card.form.data[card.form.add_prefix("last_seen")] = late.newer.pk
        return updates
