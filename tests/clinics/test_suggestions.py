"""What is suggested for a period, and what becomes of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from actions.models import Action, Milestone
from actions.services import record_update
from clinics.choices import Rule, State
from clinics.models import Clinic, ClinicIndicator, RuleWeight, SuggestionAnswer
from clinics.reporting.suggestions import (
    NoSuchPeriodError,
    Suggestions,
    choose_period,
    examined,
    periods_with_figures,
    suggestions,
)
from clinics.services.suggestions import (
    NOT_WANTED,
    AnsweredError,
    Asked,
    commission,
    decline,
    send,
    take_back,
    turn_down,
)
from core.periods import Period, PeriodKind
from indicators.models import Alias, Benchmark, Indicator, IndicatorSet, Measurement, StretchTarget
from indicators.services import judge
from organisation.models import Council, Directorate, Post, ReportingPeriod
from organisation.services import reporting_period
from tests.queries import counted

NBSP = "\u00a0"
Measured = Callable[..., Indicator]


def html_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def suggested(period: str) -> Suggestions:
    return suggestions(reporting_period(Period.parse(period)), council=Council.objects.first())


def refs(some) -> list[str]:
    return [one.indicator.ref for one in some]


@pytest.fixture
def lpi(council) -> IndicatorSet:
    return IndicatorSet.objects.create(code="LPI", title="Local")


@pytest.fixture
def owner(council) -> Post:
    housing = Directorate.objects.create(name="Housing")
    chief = Post.objects.create(title="Chief Executive")
    director = Post.objects.create(title="Director of Housing", directorate=housing, superior=chief)
    return Post.objects.create(title="Lettings Manager", directorate=housing, superior=director)


@pytest.fixture
def measured(lpi, owner) -> Measured:
    """Makes an indicator, lower is better, with a figure and target of 25 days for each period."""

    def make(ref: str, target: int | None = 25, owned: bool = True, **figures) -> Indicator:
        made = Indicator.objects.create(
            set=lpi, ref=ref, title="Days to let", unit="days", decimal_places=1, polarity="lower",
            frequency="quarterly", aggregation="snapshot", owner=owner if owned else None,
        )  # fmt: skip
        for name, value in figures.items():
            year, part = name[1:5], name[5:]
            written = f"{year}/{(int(year) + 1) % 100:02}{' ' + part if part else ''}"
            period = reporting_period(Period.parse(written))
            Measurement.objects.create(indicator=made, period=period, actual=value, target=target)
        judge([made.pk])
        return made

    return make


# Which period


def test_the_newest_ended_period_of_the_kind_that_most_report_is_shown_unless_another_is_asked_for(measured):
    measured("A", p2005=1, p2006=2, p2007Q1=3, p2008=4)
    measured("B", p2006=2)
    held, on = periods_with_figures(), date(2007, 9, 10)
    assert str(choose_period(held, "", on)) == "2006/07"
    assert str(choose_period(held, "2007/08 Q1", on)) == "2007/08 Q1"
    assert [str(period) for period in held] == ["2008/09", "2007/08 Q1", "2006/07", "2005/06"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("soon", "is not a period"), ("2001/02", "No figures are held for 2001/02. Ask for one that has some")],
)
def test_a_period_without_figures_is_said_to_have_none(measured, asked, sentence):
    measured("A", p2006=2)
    with pytest.raises(NoSuchPeriodError, match=sentence):
        choose_period(periods_with_figures(), asked, date(2007, 9, 10))


def test_where_nothing_has_been_entered_the_page_says_so(signed_in, council):
    assert "No figure has been entered yet" in html_of(signed_in(Role.VIEWER), "/clinics/suggested/")


# From the database to the facts


def test_every_kind_of_fact_reaches_the_rules(measured, today, council):
    days = measured("A", target=20, p2003=18, p2004=20, p2005=22, p2006=26)
    council.comparator_group = "mets"
    council.save()
    years = {year: reporting_period(Period.parse(year)) for year in ("2005/06", "2006/07", "2007/08")}
    for year in ("2005/06", "2006/07"):
        Benchmark.objects.create(
            indicator=days, period=years[year], group="mets", top=20, median=23, bottom=25, average=24
        )
    Benchmark.objects.create(indicator=days, period=years["2006/07"], group="all", average=99)
    StretchTarget.objects.create(indicator=days, period=years["2007/08"], without=25, with_agreement=20)
    judge([days.pk])
    (found,) = suggested("2006/07").open
    assert {finding.rule for finding in found.fired} == {
        Rule.OFF_TARGET,
        Rule.FELL_QUARTILE,
        Rule.DECLINED_THREE,
        Rule.STRETCH_AT_RISK,
        Rule.BELOW_AVERAGE,
    }
    assert found.weight == 14
    assert {finding.rule for finding in found.unjudged} == {Rule.SPECIAL_CAUSE}


def test_a_red_that_shows_amber_because_it_improved_is_off_target_all_the_same(measured, today, council):
    council.rating_rule = "improvement"
    council.save()
    measured("A", p2005=40, p2006=30)
    assert Measurement.objects.get(period__year=2006).rating == "amber"
    assert [finding.rule for finding in suggested("2006/07").open[0].fired] == [Rule.OFF_TARGET]


def test_the_years_forecast_is_of_what_had_come_in_by_the_period(measured, today):
    measured("A", p2006Q1=30, p2006Q2=20, p2006=20)
    (found,) = suggested("2006/07 Q1").open
    assert {finding.rule for finding in found.fired} == {Rule.OFF_TARGET, Rule.FORECAST_TO_MISS}
    assert suggested("2006/07 Q2").open == ()


def test_a_break_in_the_series_stops_the_comparison(measured, today, lpi):
    days = measured("A", target=None, p2003=18, p2004=20, p2005=22, p2006=26)
    assert [finding.rule for finding in suggested("2006/07").open[0].fired] == [Rule.DECLINED_THREE]
    Alias.objects.create(indicator=days, set=lpi, ref="OLD", starts=date(2005, 4, 1), break_in_series=True)
    assert suggested("2006/07").open == ()


def test_a_figure_that_does_not_apply_calls_for_nothing(measured, today):
    days = measured("A", p2006=30)
    days.measurements.update(state="not_applicable")
    assert suggested("2006/07").open == ()


def test_an_average_that_was_worked_out_here_is_not_a_published_one(measured, today):
    days = measured("A", target=None, p2005=20, p2006=26)
    year = reporting_period(Period.parse("2005/06"))
    average = Benchmark.objects.create(indicator=days, period=year, group="mets", average=24, worked_out=True)
    assert suggested("2006/07").open == ()
    Benchmark.objects.filter(pk=average.pk).update(worked_out=False)
    assert [finding.rule for finding in suggested("2006/07").open[0].fired] == [Rule.BELOW_AVERAGE]


def test_an_indicator_that_was_closed_before_the_period_is_not_suggested(measured, today):
    days = measured("A", p2006=30)
    Indicator.objects.filter(pk=days.pk).update(closed_on=date(2006, 4, 1))
    assert suggested("2006/07").open == ()
    Indicator.objects.filter(pk=days.pk).update(closed_on=date(2007, 3, 31))
    assert refs(suggested("2006/07").open) == ["A"]


def test_an_indicator_in_its_first_year_rests_on_what_can_be_judged(measured, today):
    measured("A", p2006=30)
    (found,) = suggested("2006/07").open
    assert ([finding.rule for finding in found.fired], len(found.unjudged)) == ([Rule.OFF_TARGET], 6)


def test_the_heaviest_stands_first_and_a_weight_of_nothing_switches_a_rule_off(measured, today):
    measured("A", p2006=30)
    measured("B", p2003=26, p2004=27, p2005=28, p2006=30)
    assert refs(suggested("2006/07").open) == ["B", "A"]
    RuleWeight.objects.create(rule=Rule.OFF_TARGET, weight=0)
    found = suggested("2006/07").open
    assert [(one.indicator.ref, one.weight) for one in found] == [("B", 3)]
    assert Rule.OFF_TARGET not in {finding.rule for finding in found[0].findings}


def test_filters_by_directorate_and_rule(signed_in, measured, today):
    measured("A", p2006=30)
    measured("B", p2006=30, owned=False)
    measured("C", target=None, p2003=26, p2004=27, p2005=28, p2006=30)
    viewer = signed_in(Role.VIEWER)

    def listed(**asked) -> list[str]:
        return [row["ref"] for row in viewer.get("/clinics/suggested/", asked | {"_export": "json"}).json()]

    assert listed() == ["A", "B", "C"]
    assert listed(directorate="Housing") == ["A", "C"]
    assert listed(directorate="none") == ["B"]
    assert listed(rule="declined_three") == ["C"]
    assert listed(rule="nonsense") == []
    assert "A filter holds a value that does not exist" in html_of(viewer, "/clinics/suggested/?rule=nonsense")


def test_what_is_in_hand_and_what_was_answered_are_paged_with_what_is_suggested(signed_in, measured, person, today):
    by, period = person(Role.PERFORMANCE), reporting_period(Period.parse("2006/07"))
    found = [measured(f"L{number:02}", p2005=24, p2006=30) for number in range(52)]
    for indicator in found[2:]:
        facts = examined(indicator, period, council=None).suggestion.facts
        decline(indicator=indicator, period=period, facts=facts, reason="No.", by=by)
    commission(title="In hand", why="x", indicators=found[:1], kind="corporate")
    Clinic.objects.update(state=State.AGREED)
    viewer = signed_in(Role.VIEWER)
    first, second = (viewer.get(f"/clinics/suggested/?page={number}").content.decode() for number in (1, 2))
    heads = ("A clinic is open already", "Answered")
    assert [[head in page for head in heads] for page in (first, second)] == [[True, True], [False, True]]
    assert [page.count('data-label="Weight"') for page in (first, second)] == [50, 2]
    assert all(f"1{NBSP}clinic suggested on the figures of 2006/07" in page for page in (first, second))
    assert viewer.get("/clinics/suggested/?page=3").status_code == 404


@pytest.mark.one_database
def test_queries_do_not_grow_with_indicators(measured, today):
    counts = []
    for many in (1, 3, 300):
        for n in range(Indicator.objects.count(), many):
            days = measured(f"N{n}", p2005=26, p2006=30)
            clinic = Clinic.objects.create(title=f"Wanted {n}")
            ClinicIndicator.objects.create(clinic=clinic, indicator=days)
            measured(f"M{n}", p2006=30) if many < 300 else None
        period = ReportingPeriod.objects.get(year=2006)
        with counted() as asked:
            suggestions(period, council=None)
        counts.append(asked.queries)
    assert counts == [12, 12, 12]


# Accepting


@pytest.fixture
def let(measured, today) -> Indicator:
    return measured("LET", p2005=24, p2006=30)


ADDRESS = "/clinics/suggested/LPI/LET/?period=2006/07"


def accepting(**given) -> dict:
    return {"answer": "accept", "title": "Lettings", "kind": "corporate"} | given


def test_accepting_without_a_day_agrees_a_clinic_with_its_reasons_and_who_is_to_come(signed_in, let, owner):
    performance = signed_in(Role.PERFORMANCE)
    form = performance.get(ADDRESS).context["accept"]
    assert form.initial["pi_manager"] == owner.pk
    assert form.initial["director"] == owner.superior_id
    answer = performance.post(ADDRESS, accepting(director=owner.superior_id, pi_manager=owner.pk))
    clinic = Clinic.objects.get()
    assert answer["Location"] == clinic.get_absolute_url()
    assert (clinic.state, clinic.called_on, str(clinic.period)) == (State.AGREED, date(2007, 9, 10), "2006/07")
    (trigger,) = clinic.triggers.all()
    assert (trigger.rule, trigger.indicator) == (Rule.OFF_TARGET, let)
    assert trigger.figures == f"30.0{NBSP}days against a target of 25.0{NBSP}days"
    assert trigger.figures in trigger.sentence
    assert [(one.role, one.post) for one in clinic.invitees.all()] == [
        ("director", owner.superior), ("cabinet_member", None), ("deputy_leader", None), ("pi_manager", owner),
        ("performance_officer", None),
    ]  # fmt: skip
    assert refs(suggested("2006/07").in_hand) == ["LET"]


def test_accepting_with_a_day_schedules_it(signed_in, let, owner):
    signed_in(Role.PERFORMANCE).post(
        ADDRESS, accepting(on="2007-10-01", starts_at="10:00", ends_at="11:30", place="Town Hall", chair=owner.pk)
    )
    sitting = Clinic.objects.get().sittings.get()
    assert (sitting.clinic.state, sitting.date, sitting.place, sitting.chair) == (
        State.SCHEDULED,
        date(2007, 10, 1),
        "Town Hall",
        owner,
    )
    assert sitting.attendance.count() == 5


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Give the clinic a title."),
        ({"on": "2007-09-09"}, "That day has passed"),
        ({"place": "Town Hall"}, "Give the date too"),
        ({"on": "2007-10-01", "starts_at": "11:00", "ends_at": "10:00"}, "ends before it starts"),
        ({"on": "2007-10-01", "ends_at": "10:00"}, "Say when it starts too."),
        ({"on": "soon"}, "That is not a date."),
        ({"director": "999"}, "There is no such choice."),
    ],
)
def test_what_cannot_be_accepted_is_said_and_kept_in_the_form(signed_in, let, given, sentence):
    answer = signed_in(Role.PERFORMANCE).post(ADDRESS, accepting(**given))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Clinic.objects.exists()


def test_of_two_who_accept_the_second_is_told_and_makes_no_second_clinic(signed_in, let):
    performance = signed_in(Role.PERFORMANCE)
    performance.get(ADDRESS)
    performance.post(ADDRESS, accepting())
    answer = performance.post(ADDRESS, accepting(title="Again"), follow=True)
    assert "A clinic is open already on LET: “Lettings”, agreed." in answer.content.decode()
    assert Clinic.objects.get().title == "Lettings"


# Declining, sending, taking back


def test_a_declined_suggestion_stays_away_until_its_facts_change(signed_in, let):
    performance = signed_in(Role.PERFORMANCE)
    performance.post(ADDRESS, {"answer": "decline", "reason": "A one-off: the flood."})
    found = suggested("2006/07")
    assert (refs(found.open), refs(found.answered)) == ([], ["LET"])
    assert "A one-off: the flood." in html_of(performance, "/clinics/suggested/")
    figure = let.measurements.get(period__year=2006)
    figure.actual = 31
    figure.save()
    judge([let.pk])
    (again,) = suggested("2006/07").open
    assert again.answered_before.reason == "A one-off: the flood."
    assert "on other facts (2006/07): A one-off: the flood." in html_of(performance, "/clinics/suggested/")


def test_another_period_is_other_facts(signed_in, let, measured):
    signed_in(Role.PERFORMANCE).post(ADDRESS, {"answer": "decline", "reason": "No."})
    period = reporting_period(Period.parse("2007/08"))
    Measurement.objects.create(indicator=let, period=period, actual=30, target=25)
    assert refs(suggested("2007/08").open) == ["LET"]
    assert refs(suggested("2006/07").answered) == ["LET"]


def test_an_older_answer_on_these_facts_holds_beside_a_newer_one_on_others(let, person):
    by, period = person(Role.PERFORMANCE), reporting_period(Period.parse("2006/07"))
    facts = examined(let, period, council=None).suggestion.facts
    decline(indicator=let, period=period, facts=facts, reason="The flood.", by=by)
    decline(indicator=let, period=period, facts="others", reason="Another.", by=by)
    (found,) = suggested("2006/07").answered
    assert found.answer.reason == "The flood."


def test_a_weight_is_no_fact(signed_in, let):
    signed_in(Role.PERFORMANCE).post(ADDRESS, {"answer": "decline", "reason": "No."})
    RuleWeight.objects.create(rule=Rule.OFF_TARGET, weight=9)
    assert refs(suggested("2006/07").answered) == ["LET"]


def test_declining_needs_a_reason(signed_in, let):
    answer = signed_in(Role.PERFORMANCE).post(ADDRESS, {"answer": "decline", "reason": " "})
    assert answer.status_code == 422
    assert "Say why no clinic is wanted." in answer.content.decode()
    assert not SuggestionAnswer.objects.exists()


def test_sending_makes_an_action_of_the_owner_due_in_28_days(signed_in, let, owner):
    performance = signed_in(Role.PERFORMANCE)
    performance.post(ADDRESS, {"answer": "send", "reason": "Look at the voids."})
    answer = SuggestionAnswer.objects.get()
    assert answer.action.title == "Look into LET Days to let and say whether a clinic of the directorate is wanted"
    assert (answer.action.lead, answer.action.opened_on) == (owner, date(2007, 9, 10))
    step = Milestone.objects.get()
    assert (step.due_on, step.first_due_on, step.date_as_written) == (
        date(2007, 10, 8),
        date(2007, 10, 8),
        f"8{NBSP}October{NBSP}2007",
    )
    (sent,) = suggested("2006/07").answered
    assert (sent.answer.label, sent.answer.action.lead) == ("Sent to the directorate", "Lettings Manager")
    assert [action.title for action in sent.open_actions] == [answer.action.title]


def test_a_long_title_is_cut_so_that_the_question_stays_whole(let, owner, person):
    Indicator.objects.filter(pk=let.pk).update(title="x" * 250)
    let.refresh_from_db()
    period = reporting_period(Period.parse("2006/07"))
    answer = send(indicator=let, period=period, findings=[], facts="x", reason="x", by=person(Role.PERFORMANCE))
    assert len(answer.action.title) == 250
    assert answer.action.title.endswith("x… and say whether a clinic of the directorate is wanted")


def test_without_an_owner_there_is_nobody_to_send_it_to(signed_in, measured, today):
    measured("LET", p2006=30, owned=False)
    answer = signed_in(Role.PERFORMANCE).post(ADDRESS, {"answer": "send", "reason": "Look."}, follow=True)
    assert "LET has no owner, so there is nobody to send it to." in answer.content.decode()
    assert not Action.objects.exists()


def test_an_answer_is_taken_back_and_the_indicator_suggested_again(signed_in, let):
    performance = signed_in(Role.PERFORMANCE)
    performance.post(ADDRESS, {"answer": "decline", "reason": "No."})
    held = SuggestionAnswer.objects.get()
    performance.post(ADDRESS, {"answer": "back", "which": held.pk})
    held.refresh_from_db()
    assert held.taken_back_by.has_role(Role.PERFORMANCE)
    assert (held.reason, refs(suggested("2006/07").open)) == ("No.", ["LET"])
    again = performance.post(ADDRESS, {"answer": "back", "which": held.pk}, follow=True)
    assert "This answer has been taken back already." in again.content.decode()


def test_taking_back_what_was_sent_closes_it_unless_its_owner_has_worked_on_it(signed_in, let, person):
    performance = signed_in(Role.PERFORMANCE)
    performance.post(ADDRESS, {"answer": "send", "reason": "Look at the voids."})
    first = SuggestionAnswer.objects.get()
    said = performance.post(ADDRESS, {"answer": "back", "which": first.pk}, follow=True).content.decode()
    assert "What the directorate was asked is closed." in said
    first.action.refresh_from_db()
    assert (first.action.closed_on, first.action.updates.get().words) == (date(2007, 9, 10), NOT_WANTED)
    assert suggested("2006/07").open[0].open_actions == ()

    performance.post(ADDRESS, {"answer": "send", "reason": "Once more."})
    second = SuggestionAnswer.objects.first()
    record_update(action=second.action, by=person(Role.OFFICER), words="Two voids looked at.")
    said = performance.post(ADDRESS, {"answer": "back", "which": second.pk}, follow=True).content.decode()
    assert "The action stays with its owner, who has worked on it" in said
    second.action.refresh_from_db()
    assert second.action.closed_on is None


def test_what_a_person_suggests_is_declined_with_what_the_rules_say_of_it(signed_in, let):
    performance = signed_in(Role.PERFORMANCE)
    clinic = commission(title="Lettings", why="Slow.", indicators=[let], kind="corporate")
    clinic.period = reporting_period(Period.parse("2006/07"))
    clinic.save()
    page = performance.get(ADDRESS).content.decode()
    assert all(f'value="{answer}"' in page for answer in ("accept", "decline", "send"))
    empty = performance.post(ADDRESS, {"answer": "decline", "reason": " "})
    assert (empty.status_code, "Say why no clinic is wanted." in empty.content.decode()) == (422, True)
    answer = performance.post(ADDRESS, {"answer": "decline", "reason": "The system is being replaced."})
    clinic.refresh_from_db()
    assert answer["Location"] == clinic.get_absolute_url()
    assert (clinic.state, clinic.cancelled_because) == (State.CANCELLED, "The system is being replaced.")
    found = suggested("2006/07")
    assert (found.written, found.open, refs(found.answered)) == ((), (), ["LET"])
    assert found.answered[0].answer.reason == "The system is being replaced."


def test_what_a_person_suggests_is_sent_to_the_directorate(signed_in, let, owner):
    clinic = commission(title="Lettings", why="Slow.", indicators=[let], kind="corporate")
    signed_in(Role.PERFORMANCE).post(ADDRESS, {"answer": "send", "reason": "x" * 300})
    clinic.refresh_from_db()
    assert clinic.cancelled_because == f"Sent to the directorate: {'x' * 224}…"
    action = Action.objects.get()
    assert action.lead == owner
    assert action.description.startswith("Slow.\n\nCommissioned by the performance team.\n\nIn 2006/07, ")
    assert action.description.endswith("x" * 300)
    (sent,) = suggested("2006/07").answered
    assert (sent.answer.label, sent.answer.action.pk) == ("Sent to the directorate", action.pk)


def test_a_clinic_that_was_agreed_meanwhile_is_not_turned_down(let, person):
    clinic = commission(title="Lettings", why="Slow.", indicators=[let], kind="corporate")
    Clinic.objects.filter(pk=clinic.pk).update(state=State.AGREED)
    with pytest.raises(AnsweredError, match="is agreed already"):
        turn_down(
            written=clinic,
            period=reporting_period(Period.parse("2006/07")),
            asked=[Asked(let, (), "x")],
            reason="No.",
            by=person(Role.PERFORMANCE),
        )
    assert not SuggestionAnswer.objects.exists()


def test_what_is_answered_is_not_answered_again(let, person):
    period, by = reporting_period(Period.parse("2006/07")), person(Role.PERFORMANCE)
    facts = examined(let, period, council=None).suggestion.facts
    answer = decline(indicator=let, period=period, facts=facts, reason="No.", by=by)
    with pytest.raises(AnsweredError, match="has answered this already: declined"):
        decline(indicator=let, period=period, facts=facts, reason="No!", by=by)
    take_back(answer=answer.pk, indicator=let, by=by)
    decline(indicator=let, period=period, facts=facts, reason="No!", by=by)
    assert SuggestionAnswer.objects.count() == 2


def test_what_has_an_open_clinic_takes_no_answer(signed_in, let):
    performance = signed_in(Role.PERFORMANCE)
    performance.post(ADDRESS, accepting())
    answer = performance.post(ADDRESS, {"answer": "decline", "reason": "No."}, follow=True)
    assert "A clinic is open already on LET" in answer.content.decode()
    assert not SuggestionAnswer.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER, Role.MEMBER])
def test_others_read_and_do_not_answer(signed_in, let, role):
    browser = signed_in(role)
    html = html_of(browser, ADDRESS)
    assert "In 2006/07, 30.0\u00a0days against a target" in html
    assert "What is to become of it" not in html
    assert browser.post(ADDRESS, accepting()).status_code == 403
    assert not Clinic.objects.exists()


def test_a_clinic_that_is_suggested_for_a_period_without_figures_can_be_opened(signed_in, let):
    period = reporting_period(Period(PeriodKind.QUARTER, 2007, 2))
    clinic = Clinic.objects.create(title="Wanted", period=period)
    ClinicIndicator.objects.create(clinic=clinic, indicator=let)
    (written,) = suggested("2006/07").written
    assert "Wanted" in html_of(signed_in(Role.VIEWER), written.url)


# Commissioning


def test_an_officer_commissions_a_clinic_for_a_post_held(signed_in, let, owner):
    officer = signed_in(Role.OFFICER, holds=owner)
    sent = {"title": "Lettings", "why": "Complaints.", "kind": "directorate", "indicators": "let", "post": owner.pk}
    officer.post("/clinics/commission/", sent)
    clinic = Clinic.objects.get()
    assert (clinic.state, clinic.called_by, clinic.called_on) == (State.SUGGESTED, owner, date(2007, 9, 10))
    (trigger,) = clinic.triggers.all()
    assert (trigger.rule, trigger.indicator, trigger.sentence) == (
        Rule.COMMISSIONED,
        let,
        "Commissioned by the Lettings Manager.",
    )
    (written,) = suggested("2006/07").written
    assert f"30.0{NBSP}days against a target of 25.0{NBSP}days" in written.reasons[0].says


def test_who_commissions_a_clinic_on_what_has_one_is_told(signed_in, let):
    ClinicIndicator.objects.create(clinic=Clinic.objects.create(title="Voids", state="follow_up"), indicator=let)
    sent = {"title": "Lettings", "why": "Complaints.", "kind": "directorate", "indicators": "LET"}
    answer = signed_in(Role.PERFORMANCE).post("/clinics/commission/", sent, follow=True)
    assert "A clinic is open already on one of its indicators: “Voids”." in answer.content.decode()


def test_a_clinic_needs_no_indicator(signed_in, let):
    signed_in(Role.PERFORMANCE).post(
        "/clinics/commission/", {"title": "Transport", "why": "Costs.", "kind": "corporate", "indicators": ""}
    )
    (written,) = suggested("2006/07").written
    assert written.url == Clinic.objects.get().get_absolute_url()
    assert written.reasons[0].says == "No indicator of the clinic is named, so no rule can be applied."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"indicators": "BV999"}, "There is no indicator BV999."),
        ({"indicators": "LET, BVPI/LET"}, "There is no indicator BVPI/LET."),
        ({"indicators": "TWICE"}, "TWICE is in more than one set. Write"),
        ({"title": ""}, "Give the clinic a title."),
        ({"why": ""}, "Say why the clinic is wanted."),
    ],
)
def test_what_cannot_be_commissioned_is_said(signed_in, let, measured, given, sentence):
    measured("TWICE")
    other = IndicatorSet.objects.create(code="OTHER", title="Other")
    Indicator.objects.create(set=other, ref="TWICE", title="x")
    sent = {"title": "Lettings", "why": "Complaints.", "kind": "directorate", "indicators": ""} | given
    answer = signed_in(Role.PERFORMANCE).post("/clinics/commission/", sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_an_officer_commissions_only_for_posts_held(signed_in, let, owner):
    officer = signed_in(Role.OFFICER, holds=owner)
    sent = {"title": "x", "why": "x", "kind": "directorate", "post": owner.superior_id}
    assert officer.post("/clinics/commission/", sent).status_code == 422
    assert not Clinic.objects.exists()


# Weights


def weights(client: Client, **given) -> dict:
    form = client.get("/clinics/rules/").context["form"]
    return {name: field.initial for name, field in form.fields.items()} | given


def test_the_performance_team_weighs_the_rules(signed_in, let):
    performance = signed_in(Role.PERFORMANCE)
    performance.post("/clinics/rules/", weights(performance, off_target=7))
    assert [(row.rule, row.weight) for row in RuleWeight.objects.all()] == [("off_target", 7)]
    assert suggested("2006/07").open[0].weight == 7


@pytest.mark.parametrize("weight", ["11", "-1", "", "x"])
def test_a_rule_weighs_from_nothing_to_ten(signed_in, let, weight):
    performance = signed_in(Role.PERFORMANCE)
    answer = performance.post("/clinics/rules/", weights(performance, off_target=weight))
    assert answer.status_code == 422
    assert "Give a whole number from 0 to 10." in answer.content.decode()
    assert not RuleWeight.objects.exists()


def test_of_two_who_weigh_a_rule_the_second_is_told_and_may_send_again(signed_in, let):
    performance = signed_in(Role.PERFORMANCE)
    mine = weights(performance, off_target=7)
    performance.post("/clinics/rules/", weights(performance, off_target=5))
    answer = performance.post("/clinics/rules/", mine)
    assert answer.status_code == 409
    assert "“Off target this period, beyond tolerance” is now 5" in answer.content.decode()
    assert RuleWeight.objects.get().weight == 5
    form = answer.context["form"]
    performance.post("/clinics/rules/", {name: form[name].value() for name in form.fields})
    assert RuleWeight.objects.get().weight == 7


def test_readers_see_the_weights_and_do_not_change_them(signed_in, let):
    viewer = signed_in(Role.VIEWER)
    assert '<button class="govuk-button" type="submit">Save' not in html_of(viewer, "/clinics/rules/")
    assert viewer.post("/clinics/rules/", {}).status_code == 403
