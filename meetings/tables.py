"""The list of letters on papers."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.tables import CouncilTable, FileColumn, MomentColumn
from meetings.models import PaperLetter


class LetterTable(CouncilTable):
    """Letters on papers: to whom, of what, and what became of each."""

    caption = "Letters on papers with the person, the meeting and what became of them"
    none_text = "Nobody has been written to yet. Letters are sent when a pack is issued."

    subject = tables.Column("Subject", attrs={"td": {"class": "no-label"}})
    to = tables.Column("To", order_by=("to__name", "address"))
    address = FileColumn("Address")
    state = tables.Column("State")
    made_at = MomentColumn(verbose_name="Written")
    sent_at = MomentColumn(verbose_name="Sent")
    error = FileColumn("The server's words")
    body = FileColumn("Text")

    class Meta(CouncilTable.Meta):
        model = PaperLetter
        fields = ("subject", "to", "address", "state", "made_at", "sent_at", "error", "body")
        empty_text = "No letter matches. Change the filters."

    def render_subject(self, record: PaperLetter) -> SafeString:
        """The subject leads to the text."""
        return format_html('<a class="govuk-link" href="{}">{}</a>', record.get_absolute_url(), record.subject)

    def value_subject(self, value: str) -> str:
        """The bare subject."""
        return value

    def render_to(self, record: PaperLetter) -> SafeString:
        """The person, with the address it went to."""
        return format_html("{}<small>{}</small>", record.to, record.address)

    def value_to(self, record: PaperLetter) -> str:
        """The person."""
        return str(record.to)

    def render_state(self, record: PaperLetter) -> SafeString:
        """The state, with the server's words where there are any."""
        words = format_html("<small>{}</small>", record.error) if record.error else ""
        return format_html("{}{}", record.get_state_display(), words)

    def value_state(self, record: PaperLetter) -> str:
        """The state's word."""
        return record.get_state_display()
