import datetime as dt

import page as gate
import pytest
from django.core.exceptions import ValidationError

from actions.models import Action
from actions.services import record_update
from core.dates import months_later
from core.formats import long_date
from improvement_plan.models import Plan
from meetings import packs
from meetings.choices import OF_PLANS, AppendixKind, Audience
from meetings.models import Meeting, ReportAppendix
from meetings.reporting import agenda, cycle_before, cycle_start
from organisation.models import Board, Council
from tests.meetings.reports import signed_off

pytestmark = pytest.mark.one_database


def september() -> Meeting:
    return Meeting.objects.get(date=dt.date(2007, 9, 10))


@pytest.fixture
def appended(rotherham):
    """The report on the plan, with everything that can be shown of it."""
    report = september().items.get(number=6).report
    for order, kind in enumerate(OF_PLANS[1:], 2):
        ReportAppendix.objects.create(
            report=report, order=order, label=f"Appendix {order}", title=kind.label, kind=kind, plan=Plan.objects.get()
        )
    return signed_off(report)


def page(as_) -> str:
    return as_("viewer").get(f"/meetings/{september().pk}/items/6/").content.decode()


def test_a_report_shows_what_changed_since_its_own_board_met(as_, appended):
    html = page(as_)
    assert "What changed since the meeting of the Corporate Improvement Board on 14\u00a0May\u00a02007" in html
    assert "Of 173\u00a0open actions, 127 say nothing since then" in html
    assert "<h4" in html
    assert "By directorate of the lead post" in html
    assert "Due 31\u00a0July\u00a02007, 41\u00a0days ago, and not complete; declared in progress." in html


def test_where_the_board_never_met_before_its_cycle_is_looked_back_on(as_, appended):
    meeting = september()
    other = Board.objects.create(name="Another Board", kind="political")
    meeting.board.meetings.exclude(pk=meeting.pk).update(board=other)
    signed_off(appended)
    html = page(as_)
    assert "the meeting of the Corporate" not in html
    assert f"What changed since {long_date(cycle_start(meeting) - dt.timedelta(days=1))}, up to 10" in html


def test_what_is_not_reported_is_so_since_the_boards_cycle_before(rotherham):
    meeting = september()
    assert list(meeting.board.meetings.past(meeting.date).values_list("date", flat=True)) == [
        dt.date(2007, 5, 14),
        dt.date(2007, 3, 12),
    ]
    assert cycle_before(meeting) == dt.date(2007, 3, 13)
    meeting.board.meetings.filter(date=dt.date(2007, 3, 12)).update(date=dt.date(2008, 1, 7))
    assert cycle_before(meeting) == months_later(dt.date(2007, 5, 15), -meeting.board.cycle_months)


def test_what_was_reported_to_a_past_meeting_stays_as_it_was(appended, person, settings):
    def shown():
        return packs.compose(
            agenda(september(), Council.objects.get(), audience=Audience.PUBLIC, papers=True),
            Council.objects.get(),
            Audience.PUBLIC,
        )

    settings.COUNCIL_TODAY = dt.date(2007, 10, 1)
    before = shown()
    record_update(action=Action.objects.get(title__startswith="Web:"), by=person("Officer"), status="complete")
    assert shown() == before


@pytest.mark.paper
def test_a_pack_with_all_of_it_passes_the_gate(appended, tmp_path):
    file = tmp_path / "pack.pdf"
    file.write_bytes(packs.build(september(), Audience.PUBLIC).paper.content)
    assert gate.validate_pdf(str(file), profile="ua1").failures == []


@pytest.mark.parametrize("kind", OF_PLANS)
def test_an_appendix_on_a_plan_names_it(rotherham, kind):
    report = september().items.get(number=6).report
    nameless = ReportAppendix(report=report, label="Z", title="Z", kind=kind)
    with pytest.raises(ValidationError, match="An appendix that shows a plan names it"):
        nameless.full_clean()
    assert kind in AppendixKind
