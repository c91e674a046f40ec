"""The list of messages."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.tables import CouncilTable, DateColumn, FileColumn, MomentColumn
from reminders.models import Message


class MessageTable(CouncilTable):
    """Messages: to whom, about what, and what became of each."""

    caption = "Reminders with the person, the day, what they were about and what became of them"
    none_text = "Nobody has been reminded yet. Reminders are sent by manage.py send_reminders."

    subject = tables.Column("Subject", attrs={"td": {"class": "no-label"}})
    to = tables.Column("To", order_by=("to__name", "address"))
    address = FileColumn("Address")
    on = DateColumn(verbose_name="For")
    occasion = FileColumn("Occasion")
    state = tables.Column("State")
    sent_at = MomentColumn(verbose_name="Sent")
    error = FileColumn("The server's words")
    body = FileColumn("Text")

    class Meta(CouncilTable.Meta):
        model = Message
        fields = ("subject", "to", "address", "on", "occasion", "state", "sent_at", "error", "body")
        empty_text = "No message matches. Change the filters."

    def render_subject(self, record: Message) -> SafeString:
        """The subject leads to the text."""
        return format_html('<a class="govuk-link" href="{}">{}</a>', record.get_absolute_url(), record.subject)

    def value_subject(self, value: str) -> str:
        """The bare subject."""
        return value

    def render_to(self, record: Message) -> SafeString:
        """The person, with the address it went to."""
        return format_html("{}<small>{}</small>", record.to, record.address)

    def value_to(self, record: Message) -> str:
        """The person."""
        return str(record.to)

    def render_state(self, record: Message) -> SafeString:
        """The state, with the server's words where there are any."""
        return format_html(
            "{}{}", record.get_state_display(), format_html("<small>{}</small>", record.error) if record.error else ""
        )

    def value_state(self, record: Message) -> str:
        """The state's word."""
        return record.get_state_display()
