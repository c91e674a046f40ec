"""The log of sign-ins as a list."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import SignInEvent
from core.tables import CouncilTable, FileColumn, MomentColumn


class OwnSignInTable(CouncilTable):
    """What happened at the door: when, what, from where."""

    caption = "What happened, when, how, from which address and in which browser"
    none_text = "Nothing yet: the first sign-in will stand here."

    at = MomentColumn(verbose_name="When")
    what = tables.Column("What happened")
    how = tables.Column("How")
    address = tables.Column("From")
    browser = tables.Column("Browser")
    detail = FileColumn("Details")

    class Meta(CouncilTable.Meta):
        model = SignInEvent
        fields = ("at", "what", "how", "address", "browser", "detail")
        order_by = ("-at",)
        empty_text = "Nothing matches. Change the filters."

    def render_what(self, record: SignInEvent) -> SafeString:
        """What, with its details."""
        detail = format_html("<small>{}</small>", record.detail) if record.detail else ""
        return format_html("{}{}", record.get_what_display(), detail)

    def value_what(self, record: SignInEvent) -> str:
        """The word."""
        return record.get_what_display()


class SignInTable(OwnSignInTable):
    """Also who."""

    caption = "What happened at the door: when, to whom, what, how, from which address and in which browser"

    person = tables.Column("Person", order_by=("person__name",), default="Nobody that is known")
    email = FileColumn("E-mail", accessor="person__email")

    class Meta(OwnSignInTable.Meta):
        fields = ("at", "person", "email", "what", "how", "address", "browser", "detail")
        sequence = fields

    def render_person(self, record: SignInEvent) -> SafeString:
        """The person, with the address."""
        return format_html("{}<small>{}</small>", record.person, record.person.email)

    def value_person(self, record: SignInEvent) -> str:
        """The name."""
        return str(record.person or "")
