"""Forms on which the council, people, posts and directorates are kept, and on which it is said which outcomes a thing serves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet

from accounts.choices import Role
from accounts.models import User
from core.clock import today
from core.formats import listed
from core.forms import GovukForm, RowForm, TableField, day_input
from core.limits import LIMITS, MB
from core.sheets import Sheet, SheetError
from core.tokens import tokens
from organisation import rights
from organisation.imports import read_table
from organisation.models import Council, Directorate, Outcome, Post, PostHolder
from organisation.reporting import choices_of_outcomes
from organisation.services.outcomes import serve
from organisation.services.people import holdings_after
from organisation.validators import likely

Choices = list[tuple[str, str]]
VACANT = "vacant"


class LikelyDateField(forms.DateField):
    """A day that is not surely mistyped."""

    def clean(self, value: Any) -> date | None:
        """The day, if it is one of ours."""
        return likely(super().clean(value))


def day_field(label: str, **kwargs: Any) -> LikelyDateField:
    """A box for such a day."""
    return LikelyDateField(label=label, widget=day_input(), error_messages={"required": "Say which day."}, **kwargs)


class OrganisationTableForm(GovukForm):
    """A table of the organisation to look over."""

    file = TableField()

    def clean_file(self) -> Sheet:
        """The table. Refuses what is too large or is none."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > LIMITS.upload_mb * MB:
            raise forms.ValidationError(
                f"The file has {file.size / MB:.0f} MB; {LIMITS.upload_mb} MB is the most that is taken in. Split it."
            )
        try:
            return read_table(file.read(), file.name)
        except SheetError as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable


def colleagues(*, besides: User | None = None) -> Choices:
    """Everybody whose account is open, by name. One query."""
    people = User.objects.open(today()).exclude(pk=besides.pk if besides else None)
    return [(str(key), f"{name} ({email})") for key, name, email in people.values_list("pk", "name", "email")]


def chosen(value: str) -> User | None:
    """The person behind a choice that was checked; None for nobody."""
    return None if value in ("", VACANT) else User.objects.get(pk=value)


class CouncilForm(RowForm):
    """The council: what it is called and looks like, then the rules by which figures, actions and papers go."""

    class Meta:
        model = Council
        fields = (
            "name", "short_name", "abbreviation", "kind", "comparator_group", "brand_colour", "logo", "clear_days",
            "cycle_months", "reporting_days", "rating_rule", "tolerance", "seasons_fall_due", "dates_approved_by",
            "clinics_a_year", "item_file_pattern", "accessibility_email", "accessibility_telephone",
            "accessibility_reply_days", "accessibility_reviewed_on",
        )  # fmt: skip
        labels = {
            "name": "Name in full",
            "short_name": "Short name",
            "abbreviation": "Abbreviation (optional)",
            "kind": "What kind of council it is",
            "comparator_group": "Group that it compares itself with (optional)",
            "brand_colour": "Its colour",
            "logo": "Its logo (optional)",
            "clear_days": "Clear days before a meeting",
            "cycle_months": "Months from one update of an action to the next",
            "reporting_days": "Days to report figures",
            "rating_rule": "A figure that misses its target by more than the tolerance is",
            "tolerance": "Tolerance",
            "seasons_fall_due": "An action due in “Summer 2026” is overdue from 1 September",
            "clinics_a_year": "Performance clinics that it means to hold each year (optional)",
            "item_file_pattern": "Names of the files of items of agendas",
            "accessibility_email": "E-mail address for accessibility (optional)",
            "accessibility_telephone": "Telephone for accessibility (optional)",
            "accessibility_reply_days": "Working days within which whoever asks is answered",
            "accessibility_reviewed_on": "The accessibility statement was looked over on (optional)",
        }
        help_texts = {
            "brand_colour": f"For the head of pages and papers, as six hexadecimal digits: {tokens()['--brand']}. White "
            "text must be read on it.",
            "logo": "PNG or JPEG, in the place of the short name in the head of each page.",
            "seasons_fall_due": "Unless ticked, a season that has ended is shown as amber: its last day is our reading of it.",
            "comparator_group": "As tables of quartiles write it, such as “Metropolitan”.",
        }
        error_messages = {
            "name": {"required": "Say what the council is called: Anytown Borough Council."},
            "short_name": {"required": "Say what stands in the head of pages: Anytown."},
            "kind": {"required": "Choose what kind of council it is."},
        }

    field_order = Meta.fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField) and not field.widget.is_hidden:
                field.widget.attrs["class"] = "govuk-input govuk-input--width-4"
        for name in ("abbreviation", "brand_colour", "tolerance"):
            self.fields[name].widget.attrs["class"] = "govuk-input govuk-input--width-10"


class EmailOnceMixin:
    """Addresses are kept in small letters: one address is one person."""

    def clean_email(self) -> str:
        """In small letters."""
        return self.cleaned_data["email"].lower()


class PersonForm(EmailOnceMixin, RowForm):
    """Somebody's name and address."""

    class Meta:
        model = User
        fields = ("name", "email")
        error_messages = {
            "name": {"required": "Say what colleagues call them."},
            "email": {"required": "Give the e-mail address that they sign in with."},
        }


class RolesField(forms.MultipleChoiceField):
    """Roles to tick."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[(str(role), str(role)) for role in Role], widget=forms.CheckboxSelectMultiple, required=False,
            **kwargs,
        )  # fmt: skip


class JoinerForm(EmailOnceMixin, RowForm):
    """Somebody who joins: who they are, what they may do, and the post that they take over."""

    roles = RolesField(
        label="Roles",
        help_text="An officer reports what their posts lead; a member of a board reads its closed papers; a partner "
        "sees only what its posts answer for; a viewer reads.",
    )
    post = forms.ChoiceField(label="Post (optional)", required=False)
    since = day_field("From (optional)", required=False, help_text="Empty: from today on. Of a post alone.")

    class Meta:
        model = User
        fields = ("name", "email")
        error_messages = PersonForm.Meta.error_messages

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", "None yet"), *post_choices(existing())]
        self.fields[
            "post"
        ].help_text = "Whoever holds it now holds it to the day before; of a group post the others stay."


def existing() -> QuerySet[Post]:
    """The posts that exist today or later."""
    return Post.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today()))


def post_choices(posts: QuerySet[Post]) -> Choices:
    """Posts to choose from. One query."""
    return [(str(key), title) for key, title in posts.values_list("pk", "title")]


class RolesForm(GovukForm):
    """What somebody may do. Of roles that somebody else has changed meanwhile it says so, and keeps what was ticked."""

    roles = RolesField(label="Roles")
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, person: User, by: User) -> None:
        self.has = sorted(person.roles)
        super().__init__(data, initial={"roles": self.has, "opened": ", ".join(self.has)})
        offered = [role for role in Role if role in self.has or rights.may_give_role(by, person, role)]
        self.fields["roles"].choices = [(str(role), str(role)) for role in offered]

    def clean(self) -> dict[str, Any]:
        """Say what somebody else has changed meanwhile."""
        cleaned = super().clean()
        now = ", ".join(self.has)
        if cleaned.get("opened", "") != now:
            self.data = self.data.copy()
            self.data["opened"] = now
            self.add_error(
                None,
                f"Somebody else changed the roles while you had them open. They are now: {now or 'none'}. What you "
                "ticked is still in the form: compare, then save again to put yours in their place.",
            )
        return cleaned


class LastDayForm(GovukForm):
    """The last day of something, and that what hangs on it is known where anything does."""

    day = day_field("Last day")
    known = forms.BooleanField(label="Yes, I know that these are left", required=False)

    def __init__(self, *args: Any, hangs: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"day": today()}, **kwargs)
        if hangs:
            self.fields["known"].required = True
            self.fields["known"].error_messages["required"] = (
                "Tick the box if these may be left as they are, or hand them on first."
            )
        else:
            del self.fields["known"]


class LostFactorForm(GovukForm):
    """By what it is known that somebody who asks for it is who they say."""

    how_known = forms.CharField(
        label="How do you know that it is them who ask?",
        max_length=200,
        help_text="For the log of sign-ins. Such as: came to my desk; rang back on the number in the directory.",
        error_messages={"required": "Say how you know that it is them: whoever writes in their name could ask too."},
    )


class LeaverForm(GovukForm):
    """Somebody's last day, and for each post that they hold who has it next."""

    last_day = day_field("Last day", help_text="They may sign in up to its end. Posts pass on the day after.")
    at_once = forms.BooleanField(label="End their signing in now, whatever the last day is", required=False)

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data, initial={"last_day": person.leaves_on or today()})
        self.posts: dict[str, Post] = {}
        people = colleagues(besides=person)
        for holding in holdings_after(person, self.asked_day() or self.initial["last_day"]):
            name = f"post-{holding.post_id}"
            if name in self.posts:
                continue
            self.posts[name] = holding.post
            vacant = "Nobody: others hold it too, or it stays vacant" if holding.post.is_group else "Nobody: vacant"
            self.fields[name] = forms.ChoiceField(
                label=f"Who has “{holding.post}” next?",
                choices=[("", "Choose"), (VACANT, vacant), *people],
                error_messages={"required": f"Choose who has “{holding.post}” next, or that it stays vacant."},
            )
            self._speak_plainly(self.fields[name])
            self.fields[name].widget.attrs["class"] = "govuk-select"

    def asked_day(self) -> date | None:
        """The last day that was sent, if it is one."""
        try:
            return self.fields["last_day"].clean(self.data.get("last_day"))
        except forms.ValidationError:
            return None

    @property
    def successors(self) -> dict[int, User | None]:
        """Who has which post next, by its key. One query."""
        wanted = {post.pk: self.cleaned_data[name] for name, post in self.posts.items()}
        people = User.objects.in_bulk([int(value) for value in wanted.values() if value != VACANT])
        return {post: None if value == VACANT else people[int(value)] for post, value in wanted.items()}


class HandOverForm(GovukForm):
    """Who holds a post from which day on. Where it was handed over meanwhile it says so."""

    to = forms.ChoiceField(label="To whom?", error_messages={"required": "Choose somebody, or that it stays vacant."})
    starts = day_field(
        "From", help_text="Their first day, past or to come. Whoever holds it then holds it to the day before."
    )
    ends = day_field("To (optional)", required=False, help_text="Their last day, where it is for a time only.")
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, post: Post, to: str = "") -> None:
        rows = list(post.holders.select_related("user"))
        self.now = " ".join(f"{row.pk}:{row.version}" for row in sorted(rows, key=lambda row: row.pk))
        self.rows = rows
        super().__init__(data, initial={"starts": today(), "opened": self.now, "to": to})
        vacant = [] if post.is_group else [(VACANT, "Nobody: it stays vacant")]
        self.fields["to"].choices = [("", "Choose"), *vacant, *colleagues()]

    def clean(self) -> dict[str, Any]:
        """Say who holds it now, where that has changed meanwhile."""
        cleaned = super().clean()
        if cleaned.get("opened", "") != self.now:
            self.data = self.data.copy()
            self.data["opened"] = self.now
            held = [str(row.user) for row in self.rows if row.ends is None or row.ends >= today()]
            self.add_error(
                None,
                "Somebody else changed who holds it while you had it open. "
                f"Now or later it is held by {', '.join(held) or 'nobody'}. "
                "What you chose is still in the form: compare, then save again.",
            )
        return cleaned


class HoldingForm(RowForm):
    """From when to when somebody holds a post."""

    starts = day_field("From")
    ends = day_field("To (optional)", required=False, help_text="The last day. Leave empty while they hold it.")

    class Meta:
        model = PostHolder
        fields = ("starts", "ends")


class PostForm(RowForm):
    """A post: what it is called, where it belongs and which post it answers to."""

    new_partner = forms.CharField(
        label="Or a partner body that is not in the list (optional)", required=False, max_length=120
    )
    written = forms.CharField(
        label="Other ways in which papers write it (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line: former names, misspellings. A name that you change is added by itself, so that papers "
        "which still have it are understood.",
    )
    opened_written = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Post
        fields = ("title", "abbreviation", "directorate", "partner_body", "superior", "is_group", "starts")
        labels = {
            "directorate": "Directorate (optional)",
            "partner_body": "Or partner body (optional)",
            "superior": "Answers to (optional)",
            "abbreviation": "Abbreviation (optional)",
            "is_group": "Several people hold it together: “All Service Directors”",
            "starts": "Exists from (optional)",
        }
        help_texts = {
            "partner_body": "",
            "superior": "It decides on new dates where the council has it so.",
            "starts": "",
        }
        error_messages = {"title": {"required": "Say what the post is called."}}
        widgets = {"starts": day_input()}

    field_order = (
        "title", "abbreviation", "directorate", "partner_body", "new_partner", "superior", "is_group", "starts", "written",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aliases = sorted(alias.text for alias in self.instance.aliases.all()) if self.instance.pk else []
        self.initial["written"] = self.initial["opened_written"] = "\n".join(self.aliases)
        own = Q(pk=self.instance.directorate_id) if self.instance.directorate_id else Q()
        open_now = Q(ends__isnull=True) | Q(ends__gte=today())
        self.fields["directorate"].queryset = Directorate.objects.filter(open_now | own if own else open_now)
        self.fields["superior"].queryset = existing().exclude(pk=self.instance.pk)
        for name, none in (("directorate", "None"), ("partner_body", "None"), ("superior", "No other post")):
            self.fields[name].empty_label = none

    def theirs(self, opened: int | None) -> list[str]:
        """Also the other ways of writing it."""
        changed = super().theirs(opened)
        if self.instance.pk and self.cleaned_data.get("opened_written", "").split("\n") != (self.aliases or [""]):
            self.data = self.data.copy()
            self.data["opened_written"] = "\n".join(self.aliases)
            changed.append(f"other ways in which papers write it: {', '.join(self.aliases) or 'none'}")
        return changed

    def clean_starts(self) -> date | None:
        """No year that is surely mistyped."""
        return likely(self.cleaned_data["starts"])

    def clean_opened_written(self) -> str:
        """Two ways of ending a line are one."""
        return self.cleaned_data["opened_written"].replace("\r\n", "\n")

    def clean_new_partner(self) -> str:
        """Without spaces that mean nothing."""
        return " ".join(self.cleaned_data["new_partner"].split())

    def clean(self) -> dict[str, Any]:
        """A post is a directorate's or a partner body's, not both."""
        cleaned = super().clean()
        if cleaned.get("new_partner") and (cleaned.get("directorate") or cleaned.get("partner_body")):
            self.add_error("new_partner", "A post belongs to one directorate or one partner body. Leave one of them.")
        return cleaned

    @property
    def names(self) -> list[str]:
        """The other ways of writing it, as typed."""
        return self.cleaned_data["written"].splitlines()


class DirectorateForm(RowForm):
    """A directorate: its name, and since when it exists."""

    class Meta:
        model = Directorate
        fields = ("name", "abbreviation", "starts")
        labels = {"abbreviation": "Abbreviation (optional)", "starts": "Exists from (optional)"}
        error_messages = {"name": {"required": "Say what the directorate is called."}}
        widgets = {"starts": day_input()}

    def clean_starts(self) -> date | None:
        """No year that is surely mistyped."""
        return likely(self.cleaned_data["starts"])


class ServesForm(GovukForm):
    """The outcomes that an indicator or an action serves, by framework. Two queries.

    ``was`` holds what was ticked when the form was opened, so that what others change meanwhile stays.
    """

    outcomes = forms.MultipleChoiceField(
        label="Which outcomes does it serve?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, has: Iterable[Outcome] = (), **kwargs: Any) -> None:
        has = list(has)
        ticked = [str(one.pk) for one in has]
        choices = choices_of_outcomes(today(), beside=has)
        super().__init__(*args, initial={"outcomes": ticked, "was": " ".join(ticked)}, **kwargs)
        self.fields["outcomes"].choices = self.choices = choices
        gone = "One of these outcomes is not there any more. Look again."
        self.fields["outcomes"].error_messages["invalid_choice"] = gone
        self.known = {key for _, options in choices for key, _ in options}

    @property
    def by_framework(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Each framework with its outcomes, and whether each is ticked."""
        ticked = {str(key) for key in self["outcomes"].value() or ()}
        return [(name, [(key, words, key in ticked) for key, words in options]) for name, options in self.choices]

    def clean_was(self) -> set[int]:
        """What was ticked when the form was opened, as far as it is still there."""
        return {int(key) for key in self.cleaned_data["was"].split() if key in self.known}

    def clean_outcomes(self) -> set[int]:
        """What is ticked now."""
        return {int(key) for key in self.cleaned_data["outcomes"]}

    @property
    def ticked(self) -> str:
        """What is ticked, in words; empty where nothing is."""
        return listed(words for _, options in self.by_framework for _, words, is_ticked in options if is_ticked)

    def store(self, thing: Any) -> int:
        """Let a thing serve what was ticked; how many outcomes changed."""
        return serve(thing=thing, was=self.cleaned_data["was"], becomes=self.cleaned_data["outcomes"])
