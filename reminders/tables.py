"""The list of messages."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.services.letters import papers_words, reminders_words
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


class ReadersTable(CouncilTable):
    """People: what each is sent, how often, and when they last were."""

    caption = "People with how often reminders and mail on papers come, and when each last was sent"
    none_text = "Nobody may sign in yet, so nobody is written to."

    name = tables.Column("Person", attrs={"td": {"class": "no-label"}})
    email = FileColumn("Address")
    reminded_on = tables.Column("Reminders", empty_values=(), orderable=False)
    told_of_soon = tables.Column("Due soon", orderable=False)
    papers_pace = tables.Column("Papers of meetings", orderable=False)
    reminded_at = MomentColumn(verbose_name="Last reminder")
    told_at = MomentColumn(verbose_name="Last mail on papers")

    class Meta(CouncilTable.Meta):
        model = User
        fields = ("name", "email", "reminded_on", "told_of_soon", "papers_pace", "reminded_at", "told_at")
        empty_text = "Nobody matches. Change the filters."

    def render_name(self, record: User) -> SafeString:
        """The person, who leads to their page, with the address."""
        return format_html(
            '<a class="govuk-link" href="{}">{}</a><small>{}</small>', record.get_absolute_url(), record, record.email
        )

    def value_name(self, record: User) -> str:
        """Who it is."""
        return str(record)

    def render_reminded_on(self, record: User) -> str:
        """How often."""
        return reminders_words(record)

    def value_reminded_on(self, record: User) -> str:
        """The same in a file."""
        return reminders_words(record)

    def render_told_of_soon(self, record: User) -> str:
        """Whether."""
        return "Yes" if record.told_of_soon else "No"

    def value_told_of_soon(self, record: User) -> str:
        """The same in a file."""
        return self.render_told_of_soon(record)

    def render_papers_pace(self, record: User) -> str:
        """How often."""
        return papers_words(record)

    def value_papers_pace(self, record: User) -> str:
        """The same in a file."""
        return papers_words(record)
