"""Indicators and the direction of travel on paper."""

import page
import pytest
from django.template.loader import render_to_string

from core.pdf import Paper
from indicators.models import Indicator, IndicatorSet

INDICATOR, TRAVEL = "/indicators/KPI/WE1.pdf", "/indicators/direction-of-travel.pdf?year=2025/26"


@pytest.fixture
def laid_out(monkeypatch) -> list[str]:
    """What would be laid out, as HTML."""
    kept: list[str] = []

    def keep(html: str, **more) -> Paper:
        kept.append(html)
        return Paper(b"%PDF", 1, {})

    monkeypatch.setattr("indicators.paper.render", keep)
    return kept


def test_an_indicator_on_paper_has_the_charts_and_sentences_of_its_page(merrowdale, as_, laid_out):
    viewer = as_("viewer")
    answer = viewer.get("/indicators/KPI/WE1.pdf")
    assert answer["Content-Disposition"] == 'inline; filename="kpi-we1.pdf"'
    shown, (html,) = viewer.get("/indicators/KPI/WE1/").context, laid_out
    assert (
        shown["control"].drawing.title
        == "Control chart of WE1 Household waste sent for reuse, recycling and composting"
    )
    for drawing in (shown["drawing"], shown["control"].drawing):
        assert render_to_string("core/chart.html", {"drawing": drawing}) in html
    assert shown["control"].chart.sentence in html
    assert html.count('<th scope="row">20') == len(shown["rows"]) + len(shown["earlier"]) > 16
    assert "also OPS ENV2 until 31\u00a0Mar\u00a02025" in html


def test_an_indicator_without_figures_has_a_paper_that_says_so(merrowdale, as_, laid_out):
    Indicator.objects.create(set=IndicatorSet.objects.get(code="KPI"), ref="NEW", title="Just thought of")
    assert as_("viewer").get("/indicators/KPI/NEW.pdf").status_code == 200
    assert "No figures or targets yet." in laid_out[0]
    assert as_("viewer").get("/indicators/KPI/NONE.pdf").status_code == 404


def test_the_direction_of_travel_on_paper_has_what_its_page_has(merrowdale, as_, laid_out):
    viewer = as_("viewer")
    answer = viewer.get(TRAVEL)
    assert answer["Content-Disposition"] == 'inline; filename="direction-of-travel-2025-26.pdf"'
    pack, (html,) = viewer.get("/indicators/direction-of-travel/?year=2025/26").context["pack"], laid_out
    for finding in (*pack.positions, *pack.directions, pack.without_comparison):
        assert f"<h2>{finding.title}</h2>" in html
        assert finding.counted in html
    assert viewer.get("/indicators/direction-of-travel.pdf?year=1899/00").status_code == 404


@pytest.mark.one_database
@pytest.mark.paper
@pytest.mark.parametrize("address", [INDICATOR, TRAVEL], ids=["indicator", "direction of travel"])
def test_the_papers_are_accessible(merrowdale, as_, tmp_path, address):
    file = tmp_path / "paper.pdf"
    file.write_bytes(as_("viewer").get(address).content)
    assert page.validate_pdf(str(file), profile="ua1").failures == []
