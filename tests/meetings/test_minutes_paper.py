"""Minutes on paper: tagged, to be signed, their references leading within the document."""

import re
from datetime import date

import page as gate
import pytest

from meetings.choices import Audience
from meetings.models import Meeting
from meetings.packs import compose
from meetings.paper import minutes_pdf
from meetings.reporting import agenda, minutes_view
from organisation.models import Council

pytestmark = pytest.mark.paper


@pytest.mark.one_database
def test_the_minutes_of_may_are_a_tagged_paper_to_be_signed(rotherham, tmp_path):
    may = Meeting.objects.get(date=date(2007, 5, 14))
    minute = may.minutes.get(number=47)
    minute.title, minute.text = "T" * 300, f"{'w' * 400}\n\nMinute No. 46(2), Minute 41 and minute 99."
    minute.save()
    made = minutes_pdf(minutes_view(may), council=Council.objects.get())
    file = tmp_path / "minutes.pdf"
    file.write_bytes(made.content)
    assert gate.validate_pdf(str(file), profile="ua1").failures == []
    assert made.anchors["minute-46-2"] <= made.anchors["minute-51"]


def test_in_a_pack_a_reference_leads_to_its_minute_where_that_lies_before_the_board(rotherham):
    september, council = Meeting.objects.get(date=date(2007, 9, 10)), Council.objects.get()
    html = compose(agenda(september, council, audience=Audience.PUBLIC, papers=True), council, Audience.PUBLIC)
    inside = re.findall(r'<a class="reference" href="#([^"]+)">', html)
    assert {"minute-45-2", "minute-46-2", "minute-47-2", "minute-50-1"} <= set(inside)
    assert all(f'id="{anchor}"' in html for anchor in inside)
    assert "/minutes/#minute" not in re.sub(r'data-address="[^"]*"', "", html)
    assert "On Minute No. 41 (Links with Our Future Work)" in html
