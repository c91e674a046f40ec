"""Lists of people, posts and directorates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from core.formats import short_date
from core.tables import CouncilTable, DateColumn, FileColumn, piece
from organisation.listed import ListedPost, as_listed, listed
from organisation.models import Directorate, Post
from organisation.reporting import standing_words

STACKED = {"td": {"class": "stacked"}}
"""A cell with links one below another."""
NUMERIC = {"td": {"class": "govuk-table__cell--numeric"}, "th": {"class": "govuk-table__header--numeric"}}


def link(address: str, words: str) -> SafeString:
    """Words that lead somewhere."""
    return piece('<a class="govuk-link" href="{}">{}</a>', address, words)


class PeopleTable(CouncilTable):
    """People with their roles, posts and last sign-in."""

    caption = "People with their roles, posts, last sign-in and how their account stands"
    none_text = "Nobody is entered yet. Add the first person."

    name = tables.Column("Name", attrs={"td": {"class": "no-label"}})
    email = FileColumn("E-mail address")
    roles = tables.Column("Roles", accessor="pk", empty_values=(), orderable=False)
    posts = tables.Column("Posts", accessor="pk", empty_values=(), orderable=False, attrs=STACKED)
    last_login = tables.Column("Last sign-in", default="Never")
    standing = tables.Column("Account")

    class Meta(CouncilTable.Meta):
        model = User
        fields = ("name", "email", "roles", "posts", "last_login", "standing")
        empty_text = "Nobody matches. Change the filters."

    def render_name(self, record: User) -> SafeString:
        """The name leads to the page, with the address below."""
        return format_html("{}<small>{}</small>", link(record.get_absolute_url(), str(record)), record.email)

    def value_name(self, record: User) -> str:
        """The bare name."""
        return record.name

    def render_roles(self, record: User) -> str:
        """By the alphabet."""
        return self.value_roles(record) or "None"

    def value_roles(self, record: User) -> str:
        """In a line; empty where there is none."""
        return ", ".join(sorted(group.name for group in record.groups.all()))

    def render_posts(self, record: User) -> SafeString | str:
        """What they hold today, each with its page."""
        held = ((link(one.post.get_absolute_url(), one.post.title),) for one in record.held)
        return format_html_join(SafeString("<br>"), "{}", held) or "None"

    def value_posts(self, record: User) -> str:
        """In a line; empty where there is none."""
        return "; ".join(one.post.title for one in record.held)

    def render_last_login(self, value: datetime) -> str:
        """The day."""
        return short_date(timezone.localtime(value).date())

    def value_last_login(self, value: datetime | None) -> str:
        """Day and time as other tools read them."""
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""

    def render_standing(self, record: User) -> str:
        """In words, with the last day."""
        return standing_words(record)

    def value_standing(self, record: User) -> str:
        """The same."""
        return standing_words(record)


class PostTable(CouncilTable):
    """Posts with who holds them and what they answer for, on a day.

    For files the rows are those of ``organisation.reporting.posts``; a page is drawn from what is read by keys.
    """

    caption = "Posts with where they belong, who holds them and what they lead"
    none_text = "No post is entered yet. Make the first one: accountability is to posts."
    reads_by_key = True

    title = tables.Column("Post", empty_values=(), attrs={"td": {"class": "no-label"}})
    abbreviation = FileColumn("Abbreviation")
    of = tables.Column("Directorate or partner", empty_values=(), order_by=("directorate__name", "partner_body__name"))
    superior = tables.Column("Answers to", empty_values=(), order_by=("superior__title",))
    holders = tables.Column("Held by", accessor="pk", empty_values=(), orderable=False, attrs=STACKED)
    leads = tables.Column("Open actions led", attrs=NUMERIC)
    reports = tables.Column("Indicators", attrs=NUMERIC)
    ends = DateColumn("Ends", default="")

    class Meta(CouncilTable.Meta):
        model = Post
        fields = ("title", "abbreviation", "of", "superior", "holders", "leads", "reports", "ends")
        empty_text = "No post matches. Change the filters."

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def read(self, keys: Sequence[int]) -> list[ListedPost]:
        """The posts on the table's day."""
        return listed(keys, self.on)

    @staticmethod
    def row(record: Post | ListedPost) -> ListedPost:
        """What a row shows of a post."""
        return record if isinstance(record, ListedPost) else as_listed(record)

    def render_title(self, record: Post | ListedPost) -> SafeString:
        """The title leads to the page, with the abbreviation below."""
        shown = self.row(record)
        short = piece("<small>{}</small>", shown.abbreviation) if shown.abbreviation else ""
        return piece("{}{}", link(shown.url, shown.title), short)

    def value_title(self, record: Post) -> str:
        """The bare title."""
        return record.title

    def render_of(self, record: Post | ListedPost) -> str:
        """A directorate of the council or a partner body."""
        return self.row(record).of or "Neither"

    def value_of(self, record: Post) -> str:
        """The same; empty where it is neither's."""
        return self.row(record).of

    def render_superior(self, record: Post | ListedPost) -> str:
        """The post above it."""
        return self.row(record).superior or "Nobody"

    def value_superior(self, record: Post) -> str | None:
        """The same; nothing where there is none."""
        return self.row(record).superior

    def render_holders(self, record: Post | ListedPost) -> SafeString | str:
        """Who holds it today, each with their page."""
        return SafeString("<br>".join([link(one.url, one.name) for one in self.row(record).holders])) or "Vacant"

    def value_holders(self, record: Post) -> str:
        """In a line; empty where it is vacant."""
        return "; ".join(map(str, self.row(record).holders))


class DirectorateTable(CouncilTable):
    """Directorates with their posts."""

    caption = "Directorates with how many posts they have, and from when to when they exist"
    none_text = "No directorate is entered yet. Make the first one."

    name = tables.Column("Directorate", attrs={"td": {"class": "no-label"}})
    abbreviation = tables.Column("Abbreviation", default="None")
    posts_now = tables.Column("Posts", attrs=NUMERIC)
    starts = DateColumn("From", default="Not said")
    ends = DateColumn("Until", default="Goes on")

    class Meta(CouncilTable.Meta):
        model = Directorate
        fields = ("name", "abbreviation", "posts_now", "starts", "ends")
        empty_text = "No directorate matches. Change the filters."

    def render_name(self, record: Directorate) -> SafeString:
        """The name leads to the page."""
        return link(record.get_absolute_url(), record.name)

    def value_name(self, value: str) -> str:
        """The bare name."""
        return value
