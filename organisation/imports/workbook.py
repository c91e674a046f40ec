"""The workbook in which the organisation is filled in, with what is stored already."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

from accounts.choices import Role
from accounts.models import User
from core.workbooks import FORMULA
from organisation.models import Post, PostHolder, in_force

COLUMNS = (
    "directorate", "partner body", "post", "abbreviation", "answers to", "several hold it", "name", "e-mail", "roles",
    "from",
)  # fmt: skip
FILLING_IN = {
    "directorate": "The directorate that the post belongs to. A new name makes a directorate.",
    "partner body": "In its place, a body outside the council: a trust, a partnership, a contractor.",
    "post": "What the post is called. Accountability is to posts, which people hold for a time.",
    "abbreviation": "As plans write it: HoF. May be empty.",
    "answers to": "The post above it, by its title or abbreviation. May be empty.",
    "several hold it": "yes for a post that several people hold together (“All Service Directors”), one row each.",
    "name": "Who holds the post, or sits on a board. Empty where nobody holds it.",
    "e-mail": "What they sign in with. It tells people apart: each has their own.",
    "roles": f"What they may do, with commas: {', '.join(Role)}.",
    "from": "The first day on which they hold the post, as 01/04/2026. Empty: today.",
}
"""What is written in which column."""


def stored_rows(on: date) -> Iterator[tuple[str, ...]]:
    """What is stored, as rows of the table: each post with its holders of a day, then who holds none. Five queries."""
    people = {user.pk: user for user in User.objects.open(on).prefetch_related("groups").order_by("name", "pk")}
    held: dict[int, list[PostHolder]] = {}
    for holding in PostHolder.objects.filter(in_force(on), user__in=people).order_by("starts", "pk"):
        held.setdefault(holding.post_id, []).append(holding)
    placed = {holding.user_id for rows in held.values() for holding in rows}
    posts = Post.objects.filter(in_force(on)).select_related("directorate", "partner_body", "superior")
    for post in posts.order_by("directorate__name", "partner_body__name", "title", "pk"):
        facts = (
            str(post.directorate or ""), str(post.partner_body or ""), post.title, post.abbreviation,
            str(post.superior or ""), "yes" if post.is_group else "",
        )  # fmt: skip
        for holding in held.get(post.pk, ()):
            yield (*facts, *_of(people[holding.user_id]), f"{holding.starts:%d/%m/%Y}")
        if post.pk not in held:
            yield (*facts, "", "", "", "")
    for user in people.values():
        if user.pk not in placed:
            yield ("",) * 6 + (*_of(user), "")


def _of(user: User) -> tuple[str, str, str]:
    return user.name, user.email, ", ".join(sorted(group.name for group in user.groups.all()))


def workbook(rows: Iterator[tuple[str, ...]]) -> bytes:
    """The workbook to fill in, as XLSX: the table with what is stored, and a sheet that says what is written where."""
    from openpyxl import Workbook  # slow to import, and wanted here alone
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "Organisation"
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([None] * len(COLUMNS))
        for number, value in enumerate(row, 1):
            cell = sheet.cell(sheet.max_row, number)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) or None
            if value:
                cell.data_type = "s"
                cell.quotePrefix = bool(FORMULA.match(value))
    for number in range(1, len(COLUMNS) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 22
        sheet.column_dimensions[get_column_letter(number)].number_format = "@"
    sheet.freeze_panes = "A2"
    told = book.create_sheet("How to fill it in")
    told.append(("column", "what to write"))
    for column, words in FILLING_IN.items():
        told.append((column, words))
        told.cell(told.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 20, 90
    for first in (sheet[1], told[1]):
        for cell in first:
            cell.font = Font(bold=True)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
