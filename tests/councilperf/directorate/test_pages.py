"""The page of a directorate and its paper, which is one side of A4 whatever there is."""

import pytest
from lxml import html
from pikepdf import Pdf

from accounts.choices import Role
from councilperf.directorate.paper import one_side
from indicators.services import judge

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def words(page) -> str:
    assert page.status_code == 200
    return " ".join(" ".join(html.document_fromstring(page.content).itertext()).split())


def address(place, ending: str = "/") -> str:
    return f"/directorates/{place.directorate.pk}/on-a-page{ending}"


def test_the_page_has_both_columns_and_the_dates_and_leads_to_what_it_names(place, signed_in):
    good, bad = place.indicator("A1", actual=95, target=90), place.indicator("A2", actual=60, target=90)
    late = place.action("Sweep", due=place.later(-4))
    place.action("Dig", due=place.later(4))
    page = signed_in(Role.OFFICER, holds=place.planner).get(address(place))
    said = words(page)
    for heading in ("What is going well", "What is not, and what is being done", "Next dates"):
        assert heading in said
    assert "2 things are not going well. About 2 of 2 nothing is being done." in said
    links = html.document_fromstring(page.content).xpath("//main//a/@href")
    assert {row.get_absolute_url() for row in (good, bad, late)} <= set(links)
    assert f"/actions/?directorate={place.directorate.pk}&rating=red" in links


def test_who_heads_a_directorate_finds_it_first_on_the_first_page(place, signed_in):
    first = signed_in(Role.OFFICER, holds=place.director).get("/")
    assert f'href="{address(place)}"' in first.content.decode()
    assert html.document_fromstring(first.content).xpath("//main//h2")[0].text_content() == "Place on one page"
    assert address(place) not in signed_in(Role.OFFICER, holds=place.planner).get("/").content.decode()


def test_another_period_can_be_asked_for_and_one_without_figures_is_not_there(place, signed_in):
    place.indicator("A1", actual=95, before=10, target=90)
    team = signed_in(Role.PERFORMANCE)
    assert "Indicators by the figures of 2006/07." in words(team.get(address(place)))
    assert "Indicators by the figures of 2005/06." in words(team.get(address(place) + "?period=2005/06"))
    assert team.get(address(place) + "?period=2001/02").status_code == 404


@pytest.mark.paper
class TestPaper:
    """Laid out for real."""

    def test_an_empty_directorate_is_one_side(self, place):
        assert one_side(place.page(), council=place.council).pages == 1

    @pytest.mark.parametrize("word", ["Improvement of services to residents ", "WWWWWWWWWW MMMMMM "])
    def test_a_hundred_indicators_and_sixty_actions_with_long_titles_are_one_side(self, place, word):
        title = (word * 20)[:250].strip()
        place.planner.title = f"Head of {word * 9}"[:150].strip()
        place.planner.save()
        rows = [
            place.unjudged(f"A{n}", title=title, actual=95 if n % 2 else 50, target=90, words=word * 9)
            for n in range(100)
        ]
        actions = [
            place.action(
                f"{n} {title}"[:250], due=place.later(n - 30), status="complete" if n < 10 else "", said=place.today
            )
            for n in range(60)
        ]
        for n in range(0, 30, 2):
            place.clinic(title[:200], rows[n], state="follow_up", sat=place.later(-50), actions=actions[15:20])
        judge()
        assert one_side(place.page(), council=place.council).pages == 1


@pytest.mark.paper
def test_the_paper_comes_tagged_and_named(place, signed_in, tmp_path):
    answer = signed_in(Role.PERFORMANCE).get(address(place, ".pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="place.pdf"'
    (tmp_path / "place.pdf").write_bytes(answer.content)
    with Pdf.open(tmp_path / "place.pdf") as paper:
        assert (len(paper.pages), bool(paper.Root.MarkInfo.Marked)) == (1, True)
