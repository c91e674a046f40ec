"""The admin: every page of it, and nobody overwrites anybody in it."""

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.sites import site
from django.db import models
from django.urls import reverse
from model_bakery import baker

from accounts.models import (
    CouncilIdentity,
    Guess,
    Passkey,
    RecoveryCode,
    Remembered,
    SecondFactor,
    Session,
    SignInEvent,
)
from actions.models import Action, DateChange, Milestone
from actions.services import request_date
from core.admin import AppendOnlyAdmin, CouncilAdmin
from core.records import Versioned
from indicators.models import Indicator, Measurement
from organisation.models import Directorate, PartnerBody, Post

OWN = sorted((model for model in site._registry if model._meta.app_label in {
    "accounts", "organisation", "indicators", "actions", "improvement_plan", "clinics", "meetings", "publishing", "reminders"}), key=lambda m: m._meta.label)  # fmt: skip
EDITED = [
    model for model in OWN if issubclass(model, Versioned) and not isinstance(site._registry[model], AppendOnlyAdmin)
]


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


KEPT_BY_THE_DOOR = {CouncilIdentity, Guess, Passkey, RecoveryCode, Remembered, SecondFactor, Session, SignInEvent}
"""Secrets, and what is remembered for one person alone, which nobody handles but their owner; and the log, which has a page of its own and is changed by nobody."""


def test_every_model_of_the_council_is_in_the_admin():
    own = {
        m
        for m in apps.get_models()
        if m._meta.app_label in {model._meta.app_label for model in OWN} and not m.__name__.startswith("Historical")
    }
    inlines = {inline.model for held in site._registry.values() for inline in held.inlines}
    assert own - set(site._registry) - inlines == KEPT_BY_THE_DOOR


@pytest.mark.parametrize("model", OWN, ids=lambda m: m._meta.label)
def test_each_list_has_columns_filters_and_search(model):
    held = site._registry[model]
    assert held.list_display != ("__str__",)
    if model._meta.model_name != "council":
        assert held.search_fields
        assert held.list_filter or model._meta.model_name == "partnerbody"


@pytest.mark.parametrize("model", OWN, ids=lambda m: m._meta.label)
def test_every_page_of_the_admin_opens_with_its_search(as_, rotherham, model):
    browser = as_("performance")
    assert (
        browser.get(address(model, "changelist"), {"q": "a"} if site._registry[model].search_fields else {}).status_code
        == 200
    )
    row = model._base_manager.first()
    if row:
        assert browser.get(address(model, "change", row.pk)).status_code == 200
        if issubclass(model, Versioned):
            assert browser.get(address(model, "history", row.pk)).status_code == 200
    adding = site._registry[model].has_add_permission(browser.get("/").wsgi_request)
    assert browser.get(address(model, "add")).status_code == (200 if adding else 403)


class _Form(HTMLParser):
    """Reads the fields of a form of the admin, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, str | list[str]] = {}
        self.select = self.area = None
        self.inside = False

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        name = at.get("name")
        if tag == "form":
            self.inside = at.get("id", "").endswith("_form")
        if not self.inside:
            return
        if tag == "input" and name and at.get("type") not in ("submit", "file"):
            ticked = at.get("type") not in ("checkbox", "radio") or "checked" in at
            if ticked:
                self.data[name] = at.get("value") or ("on" if at.get("type") == "checkbox" else "")
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in at:
            self.data.setdefault(self.select, []).append(at.get("value", ""))
        elif tag == "textarea":
            self.area, self.data[name] = name, ""

    def handle_data(self, text):
        if self.area:
            self.data[self.area] += text

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.data[self.area] = self.data[self.area].removeprefix("\r\n").removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None


def posted(page: str) -> dict[str, str]:
    """What a browser would send from the form of a page, as it stands."""
    form = _Form()
    form.feed(page)
    return {name: value for name, value in form.data.items() if "__prefix__" not in name}


CHANGED = {"CharField": ("Theirs", "Mine"), "TextField": ("Theirs", "Mine"), "DateField": (date(2011, 1, 1), "02/02/2012"),
           "PositiveSmallIntegerField": (7, "8"), "DecimalField": (Decimal(7), "8"), "BooleanField": (False, "on")}  # fmt: skip


def changeable(model) -> models.Field:
    """A field of the model that two people can change differently; words where there are any."""
    readonly = site._registry[model].get_readonly_fields(None)
    fields = [
        f
        for f in model._meta.concrete_fields
        if f.editable and not f.choices and f.name not in readonly and f.get_internal_type() in CHANGED
        and f.name not in ("brand_colour", "slug", "tolerance", "number", "starts", "closed_because", "live_count",
                           "date_as_written", "settled_words", "password", "email")
    ]  # fmt: skip
    return min(fields, key=lambda f: list(CHANGED).index(f.get_internal_type()), default=None)


def some_row(model):
    """A row of the demonstration; one made up where it has none."""
    changes = FROZEN.get(model._meta.label, {})
    row = model._base_manager.exclude(**changes).order_by("pk").first()
    if row is None:
        made_up = {f.name: f.related_model._base_manager.first() for f in model._meta.concrete_fields if f.many_to_one}
        row = baker.make(
            model,
            **{name: found for name, found in made_up.items() if found},
            **PLAUSIBLE.get(model._meta.model_name, {}),
        )
        row.refresh_from_db()
    return row


PLAUSIBLE = {
    "band": {"number": 1, "low": 1, "high": 2},
    "benchmark": {"top": 90, "group": "All England"},
    "peerfigure": {"value": 90, "group": "All England", "council": "Next door"},
    "stretchtarget": {"without": 1, "with_agreement": 2},
    "attendance": {"role": "chair"},
    "framework": {"kind": "inspection"},
    "ruleweight": {"rule": "off_target", "weight": 5},
    "note": {"kind": "discussion", "action": None},
}
FROZEN = {
    "meetings.Minute": {"meeting__minutes_paper__state": "approved"},
    "meetings.Resolution": {"minute__meeting__minutes_paper__state": "approved"},
    "meetings.Meeting": {"minutes_paper__state": "approved"},
}
"""What of them is looked at and never changed."""
NOTHING_TO_CHANGE = {"clinics.ClinicIndicator", "clinics.ClinicAction", "clinics.Invitee", "clinics.Attendance"}
"""They only join two things, or choose from a list."""


@pytest.mark.one_database
@pytest.mark.parametrize(
    "model", [m for m in EDITED if m._meta.label not in NOTHING_TO_CHANGE], ids=lambda m: m._meta.label
)
def test_of_two_who_edit_one_row_the_second_is_shown_the_first_and_loses_no_word(as_, rotherham, model):
    field, row = changeable(model), some_row(model)
    theirs, mine = CHANGED[field.get_internal_type()]
    browser, where = as_("performance"), address(model, "change", row.pk)
    opened = posted(browser.get(where).content.decode())
    assert opened["opened_version"] == str(row.version)
    setattr(row, field.name, theirs)
    row.save()
    stored = getattr(model._base_manager.get(pk=row.pk), field.name)
    refused = browser.post(where, opened | {field.name: mine})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "saved this while you had it open" in page
    assert f"theirs is “{stored}”" in page
    assert getattr(model._base_manager.get(pk=row.pk), field.name) == stored
    kept = posted(page)
    assert kept[field.name] == mine
    assert browser.post(where, kept).status_code == 302
    assert getattr(model._base_manager.get(pk=row.pk), field.name) == field.to_python(
        site._registry[model].get_form(browser.get("/").wsgi_request, row).base_fields[field.name].clean(mine)
    )


def test_an_inline_row_is_not_overwritten_either(as_, rotherham):
    post = Post.objects.get(title="Assistant Chief Executive")
    browser, where = as_("performance"), address(Post, "change", post.pk)
    opened = posted(browser.get(where).content.decode())
    alias = post.aliases.get()
    alias.text = "Theirs"
    alias.save()
    key = next(name for name, value in opened.items() if value == "Assistant Chief Executive, Policy & Performance")
    answer = browser.post(where, opened | {key: "Mine"})
    assert answer.status_code == 409
    assert "saved this while you had it open" in answer.content.decode()
    alias.refresh_from_db()
    assert alias.text == "Theirs"


def looks(looked: list, get_object):
    """Counts how often a row is read to be changed."""

    def look(*args, **kwargs):
        looked.append(args)
        return get_object(*args, **kwargs)

    return look


def test_two_who_save_in_the_same_instant_do_not_both_win(as_, rotherham, monkeypatch):
    row = Directorate.objects.first()
    browser, where = as_("performance"), address(Directorate, "change", row.pk)
    opened = posted(browser.get(where).content.decode())
    saving = Directorate.save

    def somebody_is_quicker(self, *args, **kwargs):
        monkeypatch.setattr(Directorate, "save", saving)
        other = Directorate.objects.get(pk=row.pk)
        other.abbreviation = "QUICK"
        other.save()
        saving(self, *args, **kwargs)

    monkeypatch.setattr(Directorate, "save", somebody_is_quicker)
    looked = []
    monkeypatch.setattr(
        site._registry[Directorate], "get_object", looks(looked, site._registry[Directorate].get_object)
    )
    answer = browser.post(where, opened | {"abbreviation": "SLOW"})
    assert len(looked) == 2
    # The quicker one saved within the slower one's transaction here, so what they saved is taken back with it.
    assert answer.status_code == 302
    assert list(row.history.values_list("abbreviation", flat=True)[:1]) == ["SLOW"]


@pytest.mark.one_database
def test_saving_a_form_as_it_was_opened_changes_no_value(as_, rotherham):
    for model in EDITED:
        row = some_row(model)
        browser, where = as_("performance"), address(model, "change", row.pk)
        answer = browser.post(where, posted(browser.get(where).content.decode()))
        assert answer.status_code == 302, (
            model,
            re.findall(r'class="errorlist[^>]*>.*?</ul>', answer.content.decode(), re.DOTALL)[:3],
        )
        again = model._base_manager.get(pk=row.pk)
        same = [
            f.name
            for f in model._meta.concrete_fields
            if f.name not in ("version", "last_login") and getattr(row, f.attname) != getattr(again, f.attname)
        ]
        assert same == [], model


@pytest.mark.parametrize(
    "model", [m for m in OWN if isinstance(site._registry[m], AppendOnlyAdmin)], ids=lambda m: m._meta.label
)
def test_what_is_only_ever_added_to_cannot_be_changed_or_deleted(as_, rotherham, model):
    request = as_("performance").get("/").wsgi_request
    held = site._registry[model]
    assert not held.has_change_permission(request)
    assert not held.has_delete_permission(request)


def test_minutes_that_were_approved_cannot_be_changed_either(as_, rotherham):
    browser = as_("performance")
    for model, facts in FROZEN.items():
        row = apps.get_model(model)._base_manager.filter(**facts).first()
        where = address(type(row), "change", row.pk)
        assert 'name="minutes-0-title"' not in browser.get(where).content.decode()
        if model != "meetings.Meeting":
            assert browser.post(where, {"title": "Changed", "text": "Changed"}).status_code == 403


NUMBERED = {
    "meetings.AgendaItem": ("meeting", "number"),
    "meetings.StandingItem": ("board", "number"),
    "meetings.ReportHeading": ("template", "number"),
    "meetings.Minute": ("meeting", "number"),
    "meetings.Resolution": ("minute", "part"),
}


@pytest.mark.parametrize("label", NUMBERED)
def test_the_admin_leaves_no_gap_in_what_is_numbered_through(as_, rotherham, label):
    model, (above, number) = apps.get_model(label), NUMBERED[label]
    row, browser = some_row(model), as_("performance")
    parent = getattr(row, above)
    shown = f"{model._meta.get_field(above).remote_field.related_name}-0-{number}"
    for where in (address(model, "change", row.pk), address(type(parent), "change", parent.pk)):
        if label == "meetings.StandingItem" and "organisation" in where:
            continue  # a board is shown without them
        opened = posted(browser.get(where).content.decode())
        assert not {number, above, shown} & set(opened)
        assert not {name for name in opened if name.endswith("-DELETE")} & {shown.replace(number, "DELETE")}
        assert browser.post(where, opened | {number: "77", shown: "77", f"{shown.replace(number, 'DELETE')}": "on"})
        assert model._base_manager.values_list(number, flat=True).get(pk=row.pk) == getattr(row, number)
    assert browser.get(address(model, "add")).status_code == 403
    assert browser.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_nothing_that_was_reported_can_be_deleted(as_, rotherham):
    request = as_("performance").get("/").wsgi_request
    deletable = {m._meta.model_name for m in OWN if site._registry[m].has_delete_permission(request)}
    assert deletable == {"postalias", "knownheading", "alias", "benchmark", "peerfigure", "band", "measurelink"}


def test_a_figure_that_is_entered_is_judged_at_once(as_, rotherham):
    measurement = Measurement.objects.get(indicator__ref="BV8", period__year=2007, period__kind="year")
    browser, where = as_("performance"), address(Measurement, "change", measurement.pk)
    opened = posted(browser.get(where).content.decode())
    assert browser.post(where, opened | {"actual": "97"}).status_code == 302
    measurement.refresh_from_db()
    assert (measurement.rating, measurement.direction) == ("green", "improved")
    assert Indicator.objects.get(ref="BV8").latest == measurement


def test_a_new_date_is_recorded_with_its_reason_and_moves_the_milestone(as_, rotherham):
    milestone = Milestone.objects.filter(due_on="2008-03-31").first()
    browser, where = as_("performance"), address(DateChange, "add")
    sent = {"milestone": milestone.pk, "becomes": "30/06/2008", "reason": "Supplier late.", "approved_by": ""}
    assert browser.post(where, sent).status_code == 302
    milestone.refresh_from_db()
    change = milestone.date_changes.get()
    assert (str(milestone.due_on), change.days, str(change.requested_by)) == ("2008-06-30", 91, "Performance officer")
    assert "This is the date that it has now." in browser.post(where, sent).content.decode()
    undated = Milestone.objects.filter(due_on=None).first()
    assert (
        "This milestone has no date to change."
        in browser.post(where, sent | {"milestone": undated.pk}).content.decode()
    )


DATE_FIELDS = {"due_on": "02/02/2012", "date_as_written": "Later", "precision": "year", "recurrence": "every year"}


@pytest.mark.parametrize("through", ["milestone", "action"])
def test_a_date_that_a_milestone_has_moves_by_a_change_of_date_alone(as_, rotherham, through):
    milestone = Milestone.objects.filter(due_on="2008-03-31").first()
    browser = as_("performance")
    where = address(
        *((Milestone, "change", milestone.pk) if through == "milestone" else (Action, "change", milestone.action_id))
    )
    opened = posted(browser.get(where).content.decode())
    row = next(
        (
            name.removesuffix("id")
            for name, value in opened.items()
            if name.endswith("-id") and value == str(milestone.pk)
        ),
        "",
    )
    sent = {f"{row}{name}": value for name, value in DATE_FIELDS.items()} | {f"{row}measure": "Said better"}
    assert browser.post(where, opened | sent | {f"{row}completed_on": "01/09/2007"}).status_code == 302
    again = Milestone.objects.get(pk=milestone.pk)
    assert [getattr(again, name) for name in DATE_FIELDS] == [getattr(milestone, name) for name in DATE_FIELDS]
    assert (again.measure, again.completed_on) == ("Said better", None)


def test_a_milestone_without_a_date_is_given_one_here_and_it_is_the_first(as_, rotherham):
    milestone = Milestone.objects.filter(due_on=None).first()
    browser, where = as_("performance"), address(Milestone, "change", milestone.pk)
    opened = posted(browser.get(where).content.decode())
    assert browser.post(where, opened | {"due_on": "02/02/2012"}).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.first_due_on) == (date(2012, 2, 2), date(2012, 2, 2))


def test_what_is_added_to_an_action_counts_from_today(as_, rotherham):
    action, browser = Action.objects.first(), as_("performance")
    assert 'value="10/09/2007"' in browser.get(address(Action, "add")).content.decode()
    sent = {"action": action.pk, "measure": "One more", "order": 9, "precision": "none"}
    assert browser.post(address(Milestone, "add"), sent).status_code == 302
    where = address(Action, "change", action.pk)
    opened = posted(browser.get(where).content.decode())
    new = int(opened["milestones-TOTAL_FORMS"])
    sent = {"milestones-TOTAL_FORMS": new + 1, f"milestones-{new}-measure": "Two more", f"milestones-{new}-order": 9,
            f"milestones-{new}-precision": "none", f"milestones-{new}-action": action.pk}  # fmt: skip
    assert browser.post(where, opened | sent).status_code == 302
    added = action.milestones.filter(added_on=rotherham).values_list("measure", flat=True)
    assert list(added) == ["One more", "Two more"]
    assert len(action.past.milestones) == len([m for m in action.past.milestones if m.there(date(2007, 9, 9))]) + 2


def test_a_request_for_a_date_is_shown_with_all_that_was_asked_and_decided(as_, rotherham, person):
    milestone = Milestone.objects.filter(due_on="2008-03-31").first()
    change = request_date(milestone, date(2008, 6, 30), reason="Supplier late.", by=person(), approval="superior")
    page = as_("performance").get(address(DateChange, "change", change.pk)).content.decode()
    assert "Waiting for a decision" in page
    assert "Supplier late." in page
    milestone.refresh_from_db()
    assert milestone.due_on == date(2008, 3, 31)


def test_a_constraint_speaks_to_the_person_who_enters(as_, rotherham):
    page = as_("performance").post(address(Post, "add"), {
        "title": "Two masters", "directorate": Directorate.objects.first().pk, "partner_body": PartnerBody.objects.first().pk,
        "holders-TOTAL_FORMS": "0", "holders-INITIAL_FORMS": "0", "aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0",
    }).content.decode()  # fmt: skip
    assert "A post belongs to a directorate or to a partner body, not to both." in page


@pytest.mark.parametrize(
    ("model", "inlines"),
    [
        ("improvement_plan.Objective", {"PlanEntry"}),
        ("clinics.Clinic", {"Trigger", "Sitting", "Invitee", "ClinicIndicator", "ClinicAction"}),
        ("meetings.Meeting", {"AgendaItem", "Attendance", "Minute"}),
    ],
)
def test_what_a_person_enters_together_stands_together(model, inlines):
    assert {inline.model.__name__ for inline in site._registry[apps.get_model(model)].inlines} == inlines


def test_posts_and_indicators_are_chosen_by_typing():
    """Every field of the admin that points at a post or an indicator completes as one types."""
    missing = []
    for held in site._registry.values():
        for part in (held, *(inline(held.model, site) for inline in held.inlines)):
            if not isinstance(part, CouncilAdmin | admin.TabularInline):
                continue
            for field in part.model._meta.get_fields():
                points_at = getattr(field, "related_model", None)
                typed = field.name in part.autocomplete_fields or getattr(part, "fk_name", None) == field.name
                own = field.concrete and getattr(field, "editable", False) and (field.many_to_one or field.many_to_many)
                parent = isinstance(part, admin.TabularInline) and points_at is held.model
                if (
                    own
                    and points_at
                    and points_at.__name__ in {"Post", "Indicator"}
                    and not typed
                    and not parent
                    and field.name not in part.readonly_fields
                ):
                    missing.append(f"{part.model.__name__}.{field.name}")
    assert missing == []
