"""What the words of judgement mean, in a councillor's words: shown where they stand, and together on one page.

The rules themselves are in docs/rules.md; what is said here of them must hold there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """A word and what it means."""

    name: str
    """What a link to it ends with."""
    word: str
    text: str
    """Prose (core.prose): a paragraph or a list."""


ALL = (
    Meaning(
        "indicator",
        "Indicator, target, outturn",
        "An **indicator** is something that is counted to see how a service is doing. Its **target** is the result that the "
        "council set out to reach. The **outturn** is the result for a whole year, from April to March.",
    ),
    Meaning(
        "rating",
        "Rating of a result: green, amber, red",
        "**Green**: the target is met or beaten. **Amber**: it is missed by no more than the tolerance that the council "
        "allows. **Red**: it is missed by more. Grey is no colour of its own: **Awaited** means that the figure is overdue, "
        "**Not due** that it is not expected yet, **No target** that there is nothing to measure it against. Open an "
        "indicator to read in a sentence why its rating is what it is.",
    ),
    Meaning(
        "action-rating",
        "Rating of an action",
        "**On track** is green. **Slipped** is amber, and so is whatever was given a later date. **Off track** is red. "
        "**Overdue** is red too, whatever the officer says of it: the last date has passed and it is not complete. **Not "
        "reported** is grey: nobody has said yet how it is going. Open an action to read why its rating is what it is.",
    ),
    Meaning(
        "tolerance",
        "Tolerance",
        "By how much a target may be missed and still be amber. The council sets it, as a share of the target or as an "
        "amount; a set or an indicator may have its own.",
    ),
    Meaning(
        "gap",
        "Gap",
        "How far the result is from its target, in the indicator’s own unit: “missed by 0.4”, “better than target by 1.3”.",
    ),
    Meaning(
        "direction",
        "Direction of travel",
        "This result against the same part of the year before: **Improved**, **No change** or **Declined**. For some "
        "indicators a lower figure is better, and the words know which. Where neither way is better it says **Up**, "
        "**Unchanged** or **Down**.",
    ),
    Meaning(
        "quartile",
        "Quartile",
        "Put all councils of a group in a row, from the best result to the worst, and cut the row into four equal parts. "
        "**Best quartile** is the first part, **worst quartile** the last. The year and the group that are compared with "
        "stand beside it. **Not known** means that not enough was published to tell.",
    ),
    Meaning(
        "band",
        "Band",
        "Some sets of indicators do not use quarters but bands: ranges of results that are fixed each year. Bands count "
        "from the lowest up; the best that can be reached may be less than the highest.",
    ),
    Meaning(
        "peers",
        "Place among peers",
        "Where the council stands among councils like it, the best first: “joint 4th of 10, counting us”.",
    ),
    Meaning(
        "forecast",
        "Forecast",
        "Two forecasts of the year’s result stand side by side: the officer’s own, and one that the program works out from "
        "what has come in so far.",
    ),
    Meaning(
        "state",
        "How firm a figure is",
        "**Estimate**, **Provisional**, **Signed off** by the directorate, **Audited**, or **Restated**: corrected after the "
        "period was locked, with what had been reported before.",
    ),
    Meaning(
        "signal",
        "Signal or noise",
        "Most results go up and down a little by chance. A control chart says which change is more than that. “Too few "
        "points” means that there are not yet enough results to tell.",
    ),
    Meaning(
        "exception",
        "Exception",
        "An indicator to look at first: red or amber, awaited, in the worst quartile, or fallen by a quartile.",
    ),
    Meaning(
        "slippage",
        "Re-dated and slipped",
        "A date that moved keeps its first date for ever. **Re-dated** counts how often it moved, and **slipped** by how many "
        "days in all. Each move has a reason and somebody who approved it.",
    ),
    Meaning(
        "coverage",
        "Coverage",
        "Of how many open actions something was said since the last meeting of the board: “61 of 173 actions updated”. A post "
        "that says nothing shows.",
    ),
    Meaning(
        "clinic",
        "Performance clinic",
        "A meeting called on an indicator that slips. It asks why, and agrees actions. The rule that called for it stands "
        "beside it in a sentence with the figures.",
    ),
    Meaning(
        "effect",
        "Effect of a clinic",
        "The last result before the clinic against the results of periods that began after it. A period that straddles the "
        "day is shown and not counted. **Too early to say** means that no such period has ended.",
    ),
    Meaning(
        "outcome",
        "Framework and outcome",
        "A **framework** is what the council is asked for, by itself or by others: a corporate plan, an inspection, a "
        "national set. An **outcome** is one thing that it asks for. Indicators and actions are linked to the outcomes that "
        "they serve; one may serve several and is counted once.",
    ),
    Meaning(
        "exempt",
        "Exempt",
        "An item that the public may not see, under a numbered paragraph of Schedule 12A of the Local Government Act 1972. "
        "Its papers are for members of the board alone.",
    ),
    Meaning(
        "pack",
        "Pack, draft and issued",
        "All papers of a meeting in one file. A **draft** still changes. Once it is **issued** it never does; what comes later "
        "goes into a supplement whose pages run on.",
    ),
    Meaning(
        "post",
        "Post and lead",
        "The office that answers for something, such as Head of Housing. Whoever holds the post answers for it; when they "
        "leave, it stays with the post. An action has one **lead** post; others may **contribute**.",
    ),
)
BY_NAME = {meaning.name: meaning for meaning in ALL}


def meanings(names: str) -> tuple[Meaning, ...]:
    """Those of some names, with spaces between: "rating quartile". KeyError for a name that is not there."""
    return tuple(BY_NAME[name] for name in names.split())
