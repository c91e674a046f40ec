"""What is stored, handed on and read of the clinics' vocabularies."""

from clinics.rules import Effect, Verdict
from clinics.rules.effects import MeasuredEffect
from clinics.rules.life import Standing, Step
from clinics.rules.suggesting import Verdict as RuleVerdict


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
