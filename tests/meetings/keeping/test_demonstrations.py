"""What the demonstrations were given by hand agrees with the rules."""

import tomllib

import pytest
from django.conf import settings

from meetings.rules.calendar import UsualDay
from meetings.rules.clear_days import publish_by
from meetings.services.templates import shipped_templates
from organisation.bank_holidays import bank_holidays

COUNCILS = ("rotherham", "rochford", "example")


def read(council: str, part: str) -> dict:
    return tomllib.loads((settings.BASE_DIR / "fixtures" / council / f"{part}.toml").read_text())


@pytest.mark.parametrize("council", COUNCILS)
def test_deadlines_entered_by_hand_are_those_of_the_rule(council):
    facts = read(council, "organisation")["council"]
    days = bank_holidays(facts["kind"])
    by_hand = [m for m in read(council, "meetings")["meeting"] if "publication_deadline" in m]
    assert len(by_hand) == {"rotherham": 3, "rochford": 0, "example": 6}[council]
    for meeting in by_hand:
        assert publish_by(meeting["date"], facts["clear_days"], days) == meeting["publication_deadline"], meeting[
            "date"
        ]


@pytest.mark.parametrize("council", COUNCILS)
def test_meetings_to_come_are_on_working_days_and_rotherhams_on_its_usual_one(council):
    facts = read(council, "organisation")["council"]
    for meeting in read(council, "meetings")["meeting"]:
        assert meeting["date"].weekday() < 5
        assert meeting["date"] not in bank_holidays(facts["kind"])
        if council == "rotherham":
            assert UsualDay.of_day(meeting["date"]) == UsualDay(2, 0)


def headings(council: str) -> dict[int, bool]:
    """The headings of a council's template by number, and whether something must stand under each."""
    template = read(council, "meetings")["template"]
    if "shipped" not in template:
        return {int(heading["number"]): heading["required"] for heading in template["heading"]}
    shipped = next(one for one in shipped_templates() if one.key == template["shipped"])
    return {number: heading.required for number, heading in enumerate(shipped.headings, 1)}


@pytest.mark.parametrize("council", COUNCILS)
def test_under_every_required_heading_of_a_demonstrations_report_something_stands(council):
    required = {number for number, needed in headings(council).items() if needed}
    reports = [
        item["report"]
        for meeting in read(council, "meetings")["meeting"]
        for item in meeting.get("item", [])
        if "report" in item
    ]
    assert reports
    for report in reports:
        written = {int(section["heading"]) for section in report["section"] if section["body"].strip()}
        assert required - written == set(), report["title"]


def test_the_eleven_headings_are_those_of_the_paper():
    shipped = next(one for one in shipped_templates() if one.key == "rotherham")
    assert [heading.title for heading in shipped.headings] == [
        "Meeting",
        "Date",
        "Title",
        "Directorate",
        "Summary",
        "Recommendations",
        "Proposals and details",
        "Finance",
        "Risks and uncertainties",
        "Policy and performance agenda implications",
        "Background papers and consultation",
    ]
