"""The organisation from one table: directorates, partner bodies, posts, people and who holds what, a row each.

What is there is known again: a directorate by its name, a post by its title or another way in which papers write it, a
person by the e-mail address. An empty cell leaves things as they are, and nothing is ever taken away: a post that does
not stand in the table stays, and so do roles. Looking over writes nothing; taking in does all of it or nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.forms import DateField

from accounts.choices import Role
from accounts.models import User
from core.clock import today
from core.formats import count, listed, long_date
from core.records import create_many, save_many
from core.sheets import Row, Sheet, read
from core.workbooks import harmless
from organisation import rights
from organisation.imports.findings import Holding, Looked, PersonEntry, PostEntry, Said
from organisation.imports.workbook import COLUMNS
from organisation.models import Directorate, PartnerBody, Post, PostHolder
from organisation.services.people import enter_person, give_roles
from organisation.services.posts import hand_over
from organisation.validators import likely

NEEDED = ("post", "name")
ADDRESSES = ("e-mail", "email", "e-mail address", "email address")
"""How a spreadsheet may call the column of addresses."""
KNOWN = (*COLUMNS, *ADDRESSES[1:])
MOST_ROWS = 2_000
"""So many rows are taken in at once: no council has more people who report its performance."""
ALIKE = 0.88
"""From how alike on two names are asked about: one slip of the pen in a word of nine letters."""


Unit = TypeVar("Unit", Directorate, PartnerBody)


def same(words: str) -> str:
    """Words as they are compared: capitals and spaces do not matter."""
    return " ".join(words.split()).casefold()


class Organisation:
    """Looks one table over, and takes it in."""

    def __init__(self, by: User) -> None:
        self.by, self.on = by, today()
        self.new_units: dict[type, list] = {Directorate: [], PartnerBody: []}
        self.asked: list[Holding] = []
        self.given: dict[int, list[Holding]] = {}
        """Who holds which post by the rows that were looked at, whether or not that is stored already."""
        self.holdings: list[Holding] = []
        self.doing: set[int] = set()
        """The rows that do something."""

    def look(self, sheet: Sheet, *, lock: bool = False) -> Looked:
        """What the table would do. Nothing is written; eight queries, whatever its length."""
        self._read_stored(lock=lock)
        rows = list(sheet)
        if len(rows) > MOST_ROWS:
            rows[MOST_ROWS].doubt("post", f"A table has up to {MOST_ROWS:,} rows here. Split it into several.")
        for row in rows[:MOST_ROWS]:
            self._read(row)
        self._link_posts()
        self._give_roles()
        for asked in self.asked:
            self._hold(asked)
        looked = Looked(remarks=list(sheet.remarks), unknown_columns=list(sheet.unknown_columns), doubts=sheet.doubts)
        if looked.done:
            looked.said = list(self._said())
            looked.remarks += self._remarks()
            looked.unchanged = len(rows) - len(self.doing)
        return looked

    def _read_stored(self, *, lock: bool) -> None:
        posts = Post.objects.select_related("directorate", "partner_body")
        posts = posts.select_for_update(of=("self",)) if lock else posts
        self.units = {kind: {same(one.name): one for one in kind.objects.all()} for kind in (Directorate, PartnerBody)}
        self.entries = {post.pk: PostEntry(post) for post in posts.prefetch_related("aliases")}
        self.posts: dict[str, PostEntry] = {}
        for entry in self.entries.values():
            entry.superior = self.entries.get(entry.post.superior_id)
            names = [entry.post.title, *(alias.text for alias in entry.post.aliases.all())]
            self.posts |= dict.fromkeys(map(same, names), entry)
        people = User.objects.prefetch_related("groups")
        self.people = {
            user.email.lower(): PersonEntry(user, frozenset(group.name for group in user.groups.all()))
            for user in people
        }
        self.held: dict[int, list[PostHolder]] = {}
        for holding in PostHolder.objects.select_related("user"):
            self.held.setdefault(holding.post_id, []).append(holding)

    # Reading

    def _read(self, row: Row) -> None:
        directorate, body = self._unit(row, "directorate", Directorate), self._unit(row, "partner body", PartnerBody)
        if directorate and body:
            row.doubt(
                "partner body", "A post belongs to a directorate or to a partner body. Leave one of the two empty."
            )
        entry = self._post(row, directorate, body)
        person = self._person(row)
        if entry and person:
            since = self._since(row)
            if since:
                self.asked.append(Holding(entry, person, since, row))
        elif row.text("from") and not row.doubts:
            row.doubt("from", "Nobody holds a post by this row: write the post and the person, or leave the day out.")

    def _fits(self, row: Row, column: str, text: str, longest: int) -> str:
        text = " ".join(text.split())
        if len(text) > longest:
            row.doubt(column, f"This has {len(text)} letters; up to {longest} are taken. Say it shorter.")
        return text

    def _unit(self, row: Row, column: str, kind: type[Unit]) -> Unit | None:
        name = self._fits(row, column, row.text(column), 120)
        if not name:
            return None
        found = self.units[kind].get(same(name))
        if found is None:
            found = self.units[kind][same(name)] = kind(name=name)
            self.new_units[kind].append(found)
            self.doing.add(row.number)
        ends = getattr(found, "ends", None)
        if ends and ends < self.on:
            row.doubt(column, f"{found} was dissolved on {long_date(ends)}. Let it go on first, or write another.")
        return found

    def _post(self, row: Row, directorate: Directorate | None, body: PartnerBody | None) -> PostEntry | None:
        title = self._fits(row, "post", row.text("post"), 150)
        if not title:
            for column in ("abbreviation", "answers to", "several hold it"):
                if row.text(column):
                    row.doubt(column, "This row names no post that it could be of. Write what the post is called.")
            return None
        entry = self.posts.get(same(title))
        if entry is None:
            entry = self.posts[same(title)] = PostEntry(Post(title=title))
            self.doing.add(row.number)
        entry.is_named = True
        if entry.post.ends and entry.post.ends < self.on:
            row.doubt(
                "post", f"{entry.post} ended on {long_date(entry.post.ends)}. Let it go on first, or write another."
            )
        self._post_facts(row, entry, directorate, body)
        return entry

    def _post_facts(
        self, row: Row, entry: PostEntry, directorate: Directorate | None, body: PartnerBody | None
    ) -> None:
        if directorate:
            self._set(row, "directorate", entry, "partner_body", None)
            self._set(row, "directorate", entry, "directorate", directorate)
        if body:
            self._set(row, "partner body", entry, "directorate", None)
            self._set(row, "partner body", entry, "partner_body", body)
        if abbreviation := self._fits(row, "abbreviation", row.text("abbreviation"), 20):
            self._set(row, "abbreviation", entry, "abbreviation", abbreviation)
        if row.text("several hold it"):
            self._set(row, "several hold it", entry, "is_group", row.flag("several hold it", default=False))
        if (above := row.text("answers to")) and self._agrees(row, "answers to", entry):
            entry.above = entry.above or (row, above)

    def _agrees(self, row: Row, column: str, entry: PostEntry) -> bool:
        """Whether a row says of a post what an earlier one says."""
        written = row.text(column)
        number, earlier = entry.said.setdefault(column, (row.number, written))
        if same(earlier) != same(written):
            row.doubt(
                column, f"Row {number} says “{earlier}” of {entry.post}. Write the same in both, or leave one empty."
            )
            return False
        return True

    def _set(self, row: Row, column: str, entry: PostEntry, name: str, value: object) -> None:
        was = getattr(entry.post, name)
        if not self._agrees(row, column, entry) or was == value:
            return
        if entry.post.pk and not (value is None and name in ("directorate", "partner_body")):
            entry.differs[name] = f"{column}: {_word(was)} → {_word(value)}"
        elif entry.post.pk:
            entry.differs[name] = f"no longer of {was}"
        self.doing.add(row.number)
        setattr(entry.post, name, value)

    def _person(self, row: Row) -> PersonEntry | None:
        column = next((name for name in ADDRESSES if row.text(name)), "e-mail")
        email, name = (
            self._fits(row, column, row.text(column).lower(), 254),
            self._fits(row, "name", row.text("name"), 150),
        )
        roles = self._roles(row)
        if not email:
            if name:
                row.doubt(column, f"Give the e-mail address that {name} signs in with. It tells people apart.")
            elif roles:
                row.doubt("roles", "This row names nobody who could have them. Write who it is.")
            return None
        try:
            validate_email(email)
        except ValidationError:
            row.doubt(column, f"“{email}” is not an e-mail address: write it as jo.smith@anytown.gov.uk.")
            return None
        entry = self.people.get(email)
        if entry is None:
            if not name:
                row.doubt("name", f"Say what colleagues call the person of {email}.")
                return None
            entry = self.people[email] = PersonEntry(User(email=email, name=name))
            self.doing.add(row.number)
        elif name and name != entry.user.name:
            self._rename(row, entry, name)
        if entry.user.pk and not entry.user.may_sign_in:
            row.doubt(column, f"The account of {entry.user} is closed. Open it again first, under People.")
        entry.first = entry.first or row
        if roles - entry.had - entry.wanted:
            self.doing.add(row.number)
        entry.wanted |= roles
        return entry

    def _rename(self, row: Row, entry: PersonEntry, name: str) -> None:
        if entry.first is not None:
            row.doubt(
                "name", f"Row {entry.first.number} calls the person of this address {entry.user.name}. Write one name."
            )
        elif not rights.may_keep_person(self.by, entry.user):
            row.doubt("name", f"The name of {entry.user} is changed only by somebody who may do everything.")
        else:
            entry.was_called, entry.user.name = entry.user.name, name
            self.doing.add(row.number)

    def _roles(self, row: Row) -> set[str]:
        known = {same(role): str(role) for role in Role}
        found = set()
        for word in filter(None, map(same, row.text("roles").replace(";", ",").split(","))):
            if word in known:
                found.add(known[word])
            else:
                row.doubt("roles", f"“{word}” is no role. The roles are {listed(Role)}, with commas between them.")
        return found

    def _since(self, row: Row) -> date | None:
        written = row.text("from")
        if not written:
            return self.on
        try:
            return likely(DateField().clean(written))
        except ValidationError as wrong:
            is_date = wrong.code != "invalid"
            row.doubt(
                "from", " ".join(wrong.messages) if is_date else f"“{written}” is no date. Write it as 01/04/2026."
            )
            return None

    # What only all rows together tell

    def _link_posts(self) -> None:
        """Find what each post answers to, by its title or abbreviation, and refuse circles."""
        short: dict[str, list[PostEntry]] = {}
        for entry in {id(one): one for one in self.posts.values()}.values():
            if entry.post.abbreviation:
                short.setdefault(same(entry.post.abbreviation), []).append(entry)
        told = [entry for entry in self.posts.values() if entry.above]
        for entry in told:
            row, written = entry.above
            named = [found] if (found := self.posts.get(same(written))) else short.get(same(written), [])
            if len(named) != 1:
                row.doubt("answers to", self._no_such_post(written, several=len(named) > 1))
            elif named[0] is not entry.superior:
                if entry.post.pk:
                    was = entry.superior.post if entry.superior else None
                    entry.differs["superior"] = f"answers to: {_word(was)} → {named[0].post}"
                entry.superior = named[0]
                self.doing.add(row.number)
        for entry in told:
            step, seen = entry.superior, 0
            while step is not None and step is not entry and seen < len(self.posts):
                step, seen = step.superior, seen + 1
            if step is entry:
                entry.above[0].doubt("answers to", f"{entry.post} would answer to itself. Write another post.")

    def _no_such_post(self, written: str, *, several: bool) -> str:
        if several:
            return f"Several posts are shortened “{written}”. Write the title of the one that is meant."
        titles = {key: entry.post.title for key, entry in self.posts.items()}
        near = get_close_matches(same(written), titles, n=1, cutoff=ALIKE)
        meant = f" Is “{titles[near[0]]}” meant?" if near else ""
        return f"There is no post “{written}”, here or in the table.{meant} Write its title, or give it a row."

    def _give_roles(self) -> None:
        for entry in self.people.values():
            if entry.first is None:
                continue
            if entry.user.pk is None and not entry.wanted:
                entry.first.doubt("roles", f"Say what {entry.user} may do: {', '.join(Role)}.")
            refused = [role for role in entry.gains if not rights.may_give_role(self.by, entry.user, Role(role))]
            if refused and entry.user.pk == self.by.pk:
                entry.first.doubt("roles", f"Nobody gives themselves a role. Leave out {listed(refused)}.")
            elif refused:
                entry.first.doubt(
                    "roles", f"The roles of {entry.user} are changed only by somebody who may do everything."
                )

    def _hold(self, asked: Holding) -> None:
        post, person, row, since = asked.entry.post, asked.person, asked.row, asked.since
        for other in self.given.get(id(asked.entry), ()):
            if other.person is person or not post.is_group:
                who = "the same person" if other.person is person else str(other.person.user)
                row.doubt(
                    "name",
                    f"Row {other.row.number} gives {post} to {who}. Where several hold it together, write yes "
                    "under “several hold it”; else leave one of the rows out.",
                )
                return
        self.given.setdefault(id(asked.entry), []).append(asked)
        later = [one for one in self.held.get(post.pk, ()) if one.ends is None or one.ends >= since]
        if any(one.user_id == person.user.pk for one in later):
            return
        if why := self._cannot_hold(asked, later):
            row.doubt("from", why)
            return
        before = "" if post.is_group else listed(str(one.user) for one in later)
        self.holdings.append(Holding(asked.entry, person, since, row, before))
        self.doing.add(row.number)

    def _cannot_hold(self, asked: Holding, later: list[PostHolder]) -> str:
        post, user, since = asked.entry.post, asked.person.user, asked.since
        if post.starts and since < post.starts:
            return f"{post} exists only from {long_date(post.starts)} on. Write that day or a later one."
        if post.ends:
            return f"{post} ends on {long_date(post.ends)}. Hand it over on its own page, with a last day."
        if user.leaves_on:
            return f"{user} leaves after {long_date(user.leaves_on)}. Write somebody else."
        begun = [one for one in later if one.starts >= since]
        if begun and not post.is_group:
            return (
                f"{begun[0].user} is entered as holding {post} from {long_date(begun[0].starts)} on. Write a later day."
            )
        return ""

    # Telling

    def _said(self) -> Iterator[Said]:
        for kind, about in ((Directorate, "Directorates"), (PartnerBody, "Partner bodies")):
            for unit in self.new_units[kind]:
                yield Said(about, True, str(unit))
        for entry in self._named():
            if entry.post.pk is None:
                where = entry.post.directorate or entry.post.partner_body
                above = f"answers to {entry.superior.post}" if entry.superior else ""
                group = "several hold it" if entry.post.is_group else ""
                yield Said("Posts", True, ", ".join(filter(None, (str(entry.post), str(where or ""), above, group))))
            elif entry.differs:
                yield Said("Posts", False, f"{entry.post}: {'; '.join(entry.differs.values())}")
        for entry in self._told_people():
            if entry.user.pk is None:
                yield Said("People", True, f"{entry.user}, {entry.user.email}: {listed(entry.gains)}")
            else:
                renamed = f"name: {entry.was_called} → {entry.user.name}" if entry.was_called else ""
                given = f"role given: {listed(entry.gains)}" if entry.gains else ""
                yield Said("People", False, f"{entry.user}: {'; '.join(filter(None, (renamed, given)))}")
        for holding in self.holdings:
            yield Said("Who holds what", not holding.before, str(holding))

    def _named(self) -> list[PostEntry]:
        return [one for one in {id(one): one for one in self.posts.values()}.values() if one.is_named]

    def _told_people(self) -> list[PersonEntry]:
        return [one for one in self.people.values() if one.user.pk is None or one.was_called or one.gains]

    def _remarks(self) -> Iterator[str]:
        """What is no fault, and may be one: names that are nearly alike, namesakes, and posts that nobody holds."""
        for kind, new in self.new_units.items():
            for unit in new:
                others = {key: one.name for key, one in self.units[kind].items() if one is not unit}
                if near := get_close_matches(same(unit.name), others, n=1, cutoff=ALIKE):
                    yield f"“{unit.name}” is new and reads nearly like “{others[near[0]]}”. If they are one, write them alike."
        names: dict[str, str] = {}
        for email, entry in self.people.items():
            if entry.user.pk is None and same(entry.user.name) in names:
                yield f"{entry.user.name} stands here with two addresses: {names[same(entry.user.name)]} and {email}."
            names.setdefault(same(entry.user.name), email)
        given = {id(holding.entry) for holding in self.holdings}
        held = {
            post for post, rows in self.held.items() if any(one.ends is None or one.ends >= self.on for one in rows)
        }
        vacant = sum(id(one) not in given and one.post.pk not in held for one in self._named())
        if vacant:
            yield f"{count(vacant, 'post')} of this table {'has' if vacant == 1 else 'have'} nobody who holds it."

    # Taking in

    def take(self) -> None:
        """Store what was looked over, within the caller's transaction. Raises NotDoneError."""
        for new in self.new_units.values():
            create_many(new, by=self.by)
        for entry in self._named():
            entry.post.directorate, entry.post.partner_body = entry.post.directorate, entry.post.partner_body
        self._take_posts()
        for entry in self._told_people():
            if entry.user.pk is None:
                enter_person(person=entry.user, roles=entry.wanted, by=self.by)
                continue
            if entry.was_called:
                entry.user.save()
            give_roles(person=entry.user, roles=entry.gains, by=self.by)
        for holding in self.holdings:
            hand_over(post=holding.entry.post, to=holding.person.user, on=holding.since)

    def _take_posts(self) -> None:
        new = [entry for entry in self._named() if entry.post.pk is None]
        while new:  # from the top down: a post is stored once what it answers to is
            ready = [one for one in new if one.superior is None or one.superior.post.pk]
            for one in ready:
                one.post.superior = one.superior.post if one.superior else None
            create_many([one.post for one in ready], by=self.by)
            new = [one for one in new if one.post.pk is None]
        changed = [entry for entry in self._named() if entry.differs]
        for one in changed:
            one.post.superior = one.superior.post if one.superior else None
        fields = sorted({name for one in changed for name in one.differs})
        save_many([one.post for one in changed], fields, by=self.by)


def _word(value: object) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "nothing")


def read_table(content: bytes, name: str) -> Sheet:
    """The table of a CSV, XLSX or ODS file. Raises SheetError where it is none."""
    return read(content, name, needed=NEEDED, known=KNOWN)


def look_over(sheet: Sheet, *, by: User) -> Looked:
    """What a table would do. Nothing is written."""
    return Organisation(by).look(sheet)


@transaction.atomic
def take_in(sheet: Sheet, *, by: User, seen: str) -> Looked | None:
    """Take a table in, all or nothing; None where it would do something else than what was seen. Raises NotDoneError."""
    organisation = Organisation(by)
    looked = organisation.look(sheet, lock=True)
    if not looked.done or looked.seal() != seen:
        return None
    organisation.take()
    return looked


def carried(sheet: Sheet) -> str:
    """The table as text that a form carries from looking over to taking in."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    names = [name for name in KNOWN if name in sheet.columns]
    writer.writerow(names)
    writer.writerows([harmless(row.text(name)) for name in names] for row in sheet)
    return text.getvalue()
