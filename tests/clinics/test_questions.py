"""What a briefing paper asks: each question has its figure, and nothing is asked of what is not known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.choices import Rule
from clinics.rules.effects import Effect
from clinics.rules.questions import Earlier, Fired, Measured, Undertaken, questions
from indicators.choices import Quartile, State

ON = date(2007, 9, 10)
FINE = Measured("BV8", "91.0 % in 2006/07", State.AUDITED, owner="Head of Finance")


def asked(fired=(), measured=(FINE,), undertaken=()):
    return questions(fired, measured, undertaken, ON)


@pytest.mark.parametrize("rule", list(Rule))
def test_each_rule_has_a_question_with_its_figures(rule):
    (question,) = asked([Fired(rule, "91.0 % against 95.9 %", "BV8")])
    assert "91.0 % against 95.9 %" in question
    assert "BV8" in question
    assert question.endswith("?")


def test_a_rule_without_figures_takes_the_newest_and_invents_none():
    assert "91.0 % in 2006/07" in asked([Fired(Rule.OFF_TARGET, "", "BV8")])[0]
    (question, *_) = asked([Fired(Rule.COMMISSIONED)], measured=())
    assert "(" not in question


def test_what_is_in_order_is_not_asked_about():
    assert asked() == ()


def test_a_clinic_without_indicator_is_asked_how_one_will_know():
    assert asked(measured=()) == (
        "No indicator measures what the clinic is about: by what will we know that it worked?",
    )


def measured(**facts):
    return asked(measured=[Measured(**{"ref": "BV8", "newest": "91.0 % in 2006/07", "owner": "X"} | facts)])


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": State.ESTIMATE}, "BV8 stands at 91.0 % in 2006/07, an estimate"),
        ({"state": State.PROVISIONAL}, "BV8 (91.0 % in 2006/07): provisional. Who signs it off"),
        ({"state": State.RESERVATION, "reservation": "No sample."}, "a reservation (No sample)"),
        ({"quartile": Quartile.WORST, "placed": "91.0 % in 2006/07"}, "in the worst quartile with 91.0 %"),
        ({"quartile": Quartile.THIRD, "placed": "91.0 % in 2006/07"}, "in the 3rd quartile with 91.0 %"),
        ({"awaits_forecast": "2007/08"}, "BV8 stands at 91.0 % in 2006/07 and nobody has forecast 2007/08"),
        ({"owner": ""}, "No post answers for BV8 (91.0 % in 2006/07)"),
        ({"within_control": False}, "BV8 (91.0 % in 2006/07) is not within our control alone"),
        ({"newest": ""}, "No figure of BV8 has come in"),
    ],
)
def test_each_doubt_about_an_indicator_is_asked_with_its_figure(facts, words):
    (question,) = measured(**facts)
    assert words in question
    assert question.endswith("?")


@pytest.mark.parametrize(
    "facts",
    [
        {"quartile": Quartile.BEST, "placed": "91.0 %"},
        {"quartile": Quartile.UNKNOWN},
        {"awaits_forecast": "2007/08", "forecast": "93.0 %"},
        {"state": State.SIGNED_OFF},
    ],
)
def test_what_is_known_is_not_asked(facts):
    assert measured(**facts) == ()


@pytest.mark.parametrize("effect", list(Effect))
def test_an_earlier_clinic_is_asked_about_by_what_came_of_it(effect):
    (question,) = measured(earlier=(Earlier("Invoices", "9 May 2007", effect, "91.0 %, and 93.0 % after it."),))
    assert "“Invoices” sat on BV8 on 9 May 2007. 91.0 %, and 93.0 % after it." in question


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Undertaken("Sweep", slipped=92, redated=2, said_on=ON), "re-dated twice and is now 92\u00a0days later"),
        (Undertaken("Sweep", due=date(2007, 8, 31), overdue=True, said_on=ON), "due on 31\u00a0August\u00a02007, 10\u00a0days ago"),
        (Undertaken("Sweep", has_lead=False, said_on=ON), "“Sweep” has no lead post"),
        (Undertaken("Sweep"), "Nothing has ever been said of “Sweep”"),
    ],
)  # fmt: skip
def test_doubts_about_actions_are_asked_with_their_days(action, words):
    (question,) = asked(undertaken=[action])
    assert words in question


def test_of_several_actions_the_worst_is_named_and_the_others_counted():
    late = [Undertaken(f"A{n}", slipped=n, said_on=ON) for n in (3, 9, 5)]
    (question,) = asked(undertaken=late)
    assert question.startswith("“A9” is now")
    assert "9\u00a0days later" in question
    assert "2\u00a0other actions" in question


@given(
    st.lists(st.sampled_from(list(Rule))),
    st.lists(st.builds(Measured, st.just("BV8"), st.sampled_from(["", "91.0 %"]), st.sampled_from([None, *State]))),
    st.lists(st.builds(Undertaken, st.text("abc", min_size=1), st.booleans(), st.none() | st.dates(), st.booleans(), st.integers(0, 99))),
)  # fmt: skip
def test_a_question_is_asked_once_and_ends_as_one(rules, measured, undertaken):
    found = questions([Fired(rule, "1 %", "BV8") for rule in rules], measured, undertaken, ON)
    assert len(set(found)) == len(found)
    assert all(question.endswith("?") for question in found)


QUESTIONS_OF_EFFECTS = {
    Effect.IMPROVED: "what of it was kept up, and why is it here again?",
    Effect.NO_CHANGE: "which of its actions were carried out, and why did they not move the figure?",
    Effect.DECLINED: "what did it leave undone?",
    Effect.UP: "was it meant to rise?",
    Effect.UNCHANGED: "was it meant to stay as it was?",
    Effect.DOWN: "was it meant to fall?",
    Effect.NOT_COMPARABLE: "the definition has changed since: by what can it be judged now?",
    Effect.TOO_EARLY: "have its actions begun to work?",
    Effect.NO_BASELINE: "by what was it to be judged?",
}


@pytest.mark.parametrize("effect", list(Effect))
def test_of_an_earlier_clinic_it_is_asked_what_its_effect_leaves_open(effect):
    earlier = Earlier("Bills", "5 October 2006", effect, "It moved.")
    assert measured(earlier=(earlier,)) == (
        f"The clinic “Bills” sat on BV8 on 5 October 2006. It moved. So: {QUESTIONS_OF_EFFECTS[effect]}",
    )


def test_a_rule_of_no_indicator_asks_about_the_matter():
    (question, _) = asked([Fired(Rule.COMMISSIONED)], measured=())
    assert question == "What does whoever commissioned the clinic want to know of the matter?"


def test_figures_that_nobody_signed_off_are_asked_about_together():
    two = [Measured(ref, "91 %", State.PROVISIONAL, owner="X") for ref in ("BV8", "BV9")]
    assert asked(measured=two) == ("BV8 (91 %) and BV9 (91 %): provisional. Who signs them off, and when?",)


def test_what_has_no_figure_is_asked_about_without_one():
    assert measured(newest="", owner="", awaits_forecast="2007/08") == (
        "No figure of BV8 has come in: what do we go by?",
        "BV8 has no figure yet and nobody has forecast 2007/08: where will it end?",
        "No post answers for BV8 (no figure yet). Which one will?",
    )


def test_a_reservation_is_quoted_without_its_stop():
    assert measured(state=State.RESERVATION, reservation="No sample of plan X.") == (
        "BV8 stands at 91.0 % in 2006/07, audited with a reservation (No sample of plan X): can the clinic rest on it?",
    )


@pytest.mark.parametrize(
    ("number", "others"),
    [(1, ""), (2, " (and the same of 1\u00a0other action)"), (3, " (and the same of 2\u00a0other actions)")],
)
def test_of_each_doubt_about_actions_the_worst_is_named_and_the_others_counted(number, others):
    undertaken = [
        Undertaken(f"Action {n}", has_lead=False, due=date(2007, 8, 31 - n), overdue=True, slipped=n, redated=2)
        for n in range(number)
    ]
    undertaken[0] = Undertaken("Worst", has_lead=False, due=date(2007, 7, 31), overdue=True, slipped=30, redated=2)
    assert [question.replace("\u00a0", " ") for question in asked(undertaken=undertaken)] == [
        each.replace("\u00a0", " ")
        for each in (
            f"“Worst” was re-dated twice and is now 30 days later than first agreed{others}: what holds it up, and does the new date hold?",
            f"“Worst” was due on 31 July 2007, 41 days ago{others}: what is left to do?",
            f"“Worst” has no lead post{others}: who takes it?",
            f"Nothing has ever been said of “Worst”{others}: has it begun?",
        )
    ]
