"""Suggestions as rows of a file."""

from __future__ import annotations

from collections.abc import Iterator

from clinics.reporting.suggestions.found import Suggestions, Written

SUGGESTION_COLUMNS = (
    "set", "ref", "title", "period", "owner", "directorate", "suggested_by", "state", "weight", "rules", "figures",
    "sentences", "rules_say", "open_clinics", "open_actions", "answer", "answer_reason",
)  # fmt: skip
"""The columns of suggestions as a file; one row an indicator, or a clinic that a person suggests."""


def suggestion_rows(found: Suggestions) -> Iterator[tuple]:
    """Suggestions as rows of a file: those of people, those of rules, those in hand and those answered."""
    for written in found.written:
        yield _written_row(written)
    for state, some in (
        ("suggested", found.open),
        ("a clinic is open already", found.in_hand),
        ("answered", found.answered),
    ):
        for one in some:
            said = one.answer
            yield (
                one.indicator.set.code,
                one.indicator.ref,
                one.indicator.title,
                one.period,
                str(one.indicator.owner or ""),
                one.directorate,
                "rules",
                state,
                one.weight,
                "; ".join(finding.rule for finding in one.fired),
                "; ".join(finding.figures for finding in one.fired),
                " ".join(finding.sentence for finding in one.fired),
                "",
                "; ".join(clinic.title for clinic in one.open_clinics),
                "; ".join(action.title for action in one.open_actions),
                f"{said.label}, {said.period}" if said else "",
                said.reason if said else "",
            )


def _written_row(written: Written) -> tuple:
    indicators = [one.indicator for one in written.suggestions]
    return (
        "; ".join(dict.fromkeys(indicator.set.code for indicator in indicators)),
        "; ".join(indicator.ref for indicator in indicators),
        written.clinic.title,
        written.period,
        "; ".join(dict.fromkeys(str(indicator.owner) for indicator in indicators if indicator.owner)),
        "; ".join(sorted(filter(None, written.directorates))),
        "a person",
        "suggested",
        written.weight,
        "; ".join(reason.rule for reason in written.reasons),
        "; ".join(filter(None, (reason.figures for reason in written.reasons))),
        " ".join(reason.sentence for reason in written.reasons),
        " ".join(reason.says for reason in written.reasons),
        "",
        "; ".join(action.title for action in written.open_actions),
        "",
        "",
    )
