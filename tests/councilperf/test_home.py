"""My work and search, on the demonstration."""

import re

import pytest

from actions.models import Action


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def test_my_work_shows_all_that_the_post_leads_or_contributes_to(as_, rotherham):
    page = html(as_("communications").get("/"))
    assert "Head of Corporate Communications and Marketing" in page
    for title in (
        "Line up communications",
        "Launch guidelines",
        "Renew and strengthen",
        "Produce the council",
        "Develop one community newspaper",
        "Web: improve",
        "Make a baseline",
        "Improve local service information",
    ):
        assert title in page
    assert page.count("data-card=") == 7
    assert "Complete (1)" in page
    assert "Deliver the Corporate Improvement Plan" not in page


def test_my_work_puts_first_what_nobody_has_spoken_of_this_cycle(as_, rotherham):
    page = html(as_("communications").get("/"))
    assert "6 of 7 open actions updated this cycle, which began on 15\u00a0May\u00a02007" in page
    order = [
        page.index(f"{heading} (") for heading in ("Needs an update this cycle", "Overdue", "The rest", "Complete")
    ]
    assert order == sorted(order)


def test_my_work_has_its_own_address(as_, rotherham):
    assert "Web: improve" in html(as_("communications").get("/actions/mine/"))


def test_a_board_member_finds_the_papers_of_the_next_meeting(as_, rotherham):
    page = html(as_("member").get("/actions/mine/"))
    assert "Your boards" in page
    assert "papers for 10\u00a0September\u00a02007" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bv8", "BV8 Invoices paid within 30 days"),
        ("BVPI 8", "BV8 Invoices paid within 30 days"),
        ("BV 008", "BV8 Invoices paid within 30 days"),
        ("smoking cessation", "smoking"),
        ("housing benefit", "Housing benefit claims"),
        ("scrutiny", "Head of Scrutiny Services and Member Development"),
    ],
)
def test_search_finds_references_titles_and_posts(as_, rotherham, words, found):
    assert found in html(as_("viewer").get("/search/", {"q": words}))


def test_search_that_finds_nothing_says_so_and_shows_what_was_sought_harmlessly(as_, rotherham):
    page = html(as_("viewer").get("/search/", {"q": "<script>alert(1)</script>"}))
    assert "“&lt;script&gt;alert(1)&lt;/script&gt;”" in page
    assert "<script>alert" not in page


def test_an_empty_search_asks_for_words(as_, rotherham):
    page = html(as_("viewer").get("/search/?q=++"))
    assert 'Write a reference such as <a class="govuk-link" href="/search/?q=' in page


def test_a_search_for_something_common_says_that_there_is_more(as_, rotherham):
    viewer = as_("viewer")
    page = html(viewer.get("/search/?q=service"))
    (every,) = re.findall(r'<a class="govuk-link" href="(/search/[^"]+kind=action)">All (\d+)', page)
    page = html(viewer.get(every[0].replace("&amp;", "&")))
    assert int(every[1]) == len(re.findall(r'<li class="breaks">', page)) > 20
    assert "Posts" not in re.findall(r"<h2.*?</h2>", page)


def test_words_that_stand_everywhere_are_not_searched_for_alone(as_, rotherham):
    assert "“of the” stands nearly everywhere. Add a word that says what it is about." in html(
        as_("viewer").get("/search/?q=of+the")
    )


def test_a_demonstration_says_that_it_stands_still(as_, rotherham):
    assert "A demonstration that stands still on 10\u00a0September\u00a02007." in html(as_("viewer").get("/"))


def test_an_update_moves_an_action_out_of_what_is_wanted(as_, rotherham):
    officer = as_("communications")
    wanted = Action.objects.get(title__startswith="Improve local service information")
    officer.post(f"/actions/{wanted.pk}/update/", {"status": "on_track", "words": "Begun.", "last_seen": "0"})
    page = html(officer.get("/"))
    assert "7 of 7 open actions updated this cycle" in page
    assert "Not updated this cycle" not in page
