"""What is stored, handed on and read of the clinics' vocabularies."""

from clinics.choices import NoteKind, Rule
from clinics.rules import Effect, Verdict
from clinics.rules.effects import MeasuredEffect
from clinics.rules.life import Standing, Step
from clinics.rules.questions import Fired, Measured, Undertaken
from clinics.rules.spoken import Spoken
from clinics.rules.suggesting import DEFAULT_WEIGHTS, UNKNOWN, Facts, Finding
from clinics.rules.suggesting import Verdict as RuleVerdict
from core.periods import Period
from indicators.choices import Aggregation
from indicators.rules import Scale, Tolerance


def test_what_a_clinic_did_has_its_names_and_words():
    assert Effect.pairs() == [
        ("improved", "Improved since"),
        ("no_change", "No change since"),
        ("declined", "Declined since"),
        ("up", "Up since"),
        ("unchanged", "Unchanged since"),
        ("down", "Down since"),
        ("too_early", "Too early to say"),
        ("not_comparable", "Not comparable"),
        ("no_baseline", "No figure from before"),
    ]
    assert Verdict.pairs() == [
        ("improved", "Improved"),
        ("mixed", "Mixed"),
        ("no_change", "No change"),
        ("declined", "Declined"),
        ("too_early", "Too early to say"),
        ("not_measurable", "Nothing to measure by"),
    ]
    bare = MeasuredEffect(Effect.TOO_EARLY, "")
    assert (bare.refused_because, bare.restated) == ("", "")


def test_the_life_of_a_clinic_has_its_names_and_words():
    assert Step.pairs() == [
        ("agree", "Agree to it"),
        ("schedule", "Give it a day"),
        ("hold", "Record that it was held"),
        ("follow_up", "Follow it up"),
        ("close", "Close it"),
        ("cancel", "Cancel it"),
        ("reopen", "Reopen it"),
    ]
    assert Standing.pairs() == [("done", "done"), ("now", "now"), ("to_come", "to come")]


def test_what_became_of_a_rule_has_its_names_and_words():
    assert RuleVerdict.pairs() == [
        ("fired", "Holds"),
        ("not_fired", "Does not hold"),
        ("unjudged", "Cannot be judged"),
    ]


def test_of_what_nobody_knows_nothing_is_said():
    one = Measured("BV8")
    assert (one.newest, one.reservation, one.placed, one.forecast, one.awaits_forecast, one.owner) == ("",) * 6
    assert one.within_control
    action = Undertaken("Train")
    assert (action.has_lead, action.overdue, action.slipped, action.redated) == (True, False, 0, 0)
    fired = Fired(Rule.OTHER)
    assert (fired.figures, fired.ref) == ("", "")
    assert Spoken(NoteKind.DISCUSSION, "x").owner == ""
    assert Finding(Rule.OTHER, RuleVerdict.NOT_FIRED, "x").figures == ""
    known = Facts(Scale(), Aggregation.ANNUAL, Period.parse("2006/07"), Tolerance.parse("2%"), {})
    assert known.group == ""


def test_what_each_rule_weighs_unless_the_council_says_otherwise():
    assert DEFAULT_WEIGHTS == {
        Rule.OFF_TARGET: 3,
        Rule.FELL_QUARTILE: 3,
        Rule.DECLINED_THREE: 3,
        Rule.STRETCH_AT_RISK: 3,
        Rule.STUCK_LOW: 2,
        Rule.BELOW_AVERAGE: 2,
        Rule.FORECAST_TO_MISS: 2,
        Rule.SPECIAL_CAUSE: 1,
    }
    assert UNKNOWN.sentence == "Quartile not known."
