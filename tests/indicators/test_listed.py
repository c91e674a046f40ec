"""Lists of indicators are read by keys, and show what their rows say."""

import re

import pytest

from indicators.tables import IndicatorTable, ScorecardTable


@pytest.mark.parametrize(
    ("table", "address"),
    [
        (IndicatorTable, "/indicators/"),
        (IndicatorTable, "/indicators/?sort=-title"),
        (ScorecardTable, "/indicators/scorecard/?period=2006/07"),
        (ScorecardTable, "/indicators/scorecard/?period=2006/07&sort=-actual"),
    ],
)
def test_a_page_by_keys_shows_what_the_rows_themselves_would(rotherham, as_, table, address, monkeypatch):
    team = as_("performance")

    def body() -> list[str]:
        return re.findall(r"<tr class.*?</tr>", team.get(address).text, re.DOTALL)

    by_keys = body()
    monkeypatch.setattr(table, "reads_by_key", False)
    assert len(by_keys) > 30
    assert by_keys == body()
