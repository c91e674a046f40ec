"""What was made of a paper, and what people decide of its doubts."""

import re

import pytest

from accounts.choices import Role
from accounts.models import User
from actions.models import Action
from improvement_plan.imports.looking import look_over
from organisation.models import Post
from tests.improvement_plan.importing.browsing import CLEAR, DOUBTFUL, HEADINGS, brought, confirm, settle, words

pytestmark = pytest.mark.one_database


def test_scripts_in_a_page_are_shown_as_words_and_never_run(team):
    html = "<table><tr><th>Action</th><th>Due</th><th>Lead</th></tr><tr><td>&lt;script&gt;alert(1)&lt;/script&gt;<script>alert(2)</script></td><td>May 2008</td><td>Head of Policy</td></tr></table>"
    upload = brought(team, html)
    page = team.get(upload.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "alert(2)" not in page


def test_five_thousand_rows_are_shown_by_pages(team, django_assert_max_num_queries):
    lines = "".join(f"\tAction {n}\tOctober 2007\tDone\t\tHead of Policy\t\n" for n in range(5000))
    upload = brought(team, f"{HEADINGS}\nBe excellent{lines}")
    with django_assert_max_num_queries(20):
        page = team.get(f"{upload.get_absolute_url()}?page=50")
    assert len(page.content) < 400_000
    assert "Action 4999" in words(page)
    assert team.get(f"{upload.get_absolute_url()}?page=51").status_code == 404


def test_doubts_are_shown_beside_what_was_made_of_them(team):
    upload = brought(team, DOUBTFUL)
    page = words(team.get(upload.get_absolute_url()))
    assert "3 doubts are left : 2 rows and 1 post." in page
    assert "Cells out of place. Its cells stand one column too far to the left." in page
    assert "“When funds allow” is no date that can be read. Proposed: Keep the words, with no due date." in page
    assert "1 post that nobody knows" in page
    assert "“Chief Archivist”" in page
    assert "3 doubts are left. Settle them first." in page
    assert (
        page.index("1 post that nobody knows") < page.index("2 rows in doubt") < page.rindex("The plan as it would be")
    )


def test_everything_that_is_proposed_is_accepted_with_one_button(team):
    upload = brought(team, DOUBTFUL)
    assert "Accept everything that is proposed (3)" in words(team.get(upload.get_absolute_url()))
    page = words(team.post(f"{upload.get_absolute_url()}proposed/", follow=True))
    assert "3 doubts settled as proposed. No doubt is left." in page
    confirm(team, upload)
    assert Action.objects.get(title="Move the archive").lead.title == "Chief Archivist"


def test_a_row_is_left_out_and_taken_back_in(team):
    upload = brought(team, DOUBTFUL)
    page = words(settle(team, upload, 6, "leave"))
    assert "Row 6 is left out." in page
    assert "Row 6: Left out by Person 1." in page
    page = words(settle(team, upload, 6, "anew"))
    assert "Decide on it anew." in page
    assert "3 doubts" in page


def test_a_row_becomes_a_milestone_of_the_one_above(team):
    upload = brought(team, DOUBTFUL)
    settle(team, upload, 6, "settle", kind="STEP", DATE="June 2008", MEASURE="All of them trained")
    upload.refresh_from_db()
    lines = {line.row: line for line in look_over(upload).reading.lines()}
    assert [step.measure for step in lines[5].steps] == ["90% trained", "All of them trained"]
    page = words(team.get(upload.get_absolute_url()))
    assert "Row 6 has no action: its date and measure are a further milestone." in page
    assert "Edit row 6" in words(team.get(f"{upload.get_absolute_url()}rows/5/"))


def test_a_row_that_goes_on_from_another_is_edited_without_doubling_its_words(team):
    text = f"{CLEAR}\tand its appendix\t\t\t\t\t\n"
    upload = brought(team, text)
    page = team.get(f"{upload.get_absolute_url()}rows/4/").content.decode()
    box = re.search(r'<textarea name="r4-ACTION"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)[1]
    assert box == "Review the framework"


def test_nothing_left_in_a_row_is_no_row_of_a_plan(team):
    upload = brought(team, DOUBTFUL)
    answer = settle(team, upload, 6, "settle", kind="HEADING")
    assert answer.status_code == 422
    assert "Nothing is left in this row. Write what it says, or leave it out." in words(answer)
    upload.refresh_from_db()
    assert upload.decisions == {}


def test_a_line_that_is_not_doubtful_is_edited_and_one_comes_back_to_it(team):
    upload = brought(team, CLEAR)
    where = f"{upload.get_absolute_url()}rows/4/"
    assert 'value="plan"' in team.get(where).content.decode()
    said = {"do": "settle", "at": "plan", "r4-kind": "ACTION", "r4-ACTION": "Review all of it", "r4-DATE": "May 2008"}
    answer = team.post(where, said)
    assert answer["Location"] == f"{upload.get_absolute_url()}?after=4&at=plan#said"
    page = team.get(answer["Location"]).content.decode()
    assert page.index('id="plan"') < page.index('id="said"') < page.index('id="line-4"')
    assert "Review all of it" in page


def test_two_people_who_decide_on_one_paper_both_count(team, signed_in):
    upload = brought(team, DOUBTFUL)
    other = signed_in(Role.PERFORMANCE)
    team.get(upload.get_absolute_url())
    other.get(upload.get_absolute_url())
    settle(team, upload, 5, "accept")
    settle(other, upload, 6, "accept")
    upload.refresh_from_db()
    assert {row: User.objects.get(pk=said["by"]).name for row, said in upload.decisions["rows"].items()} == {
        "5": "Person 1",
        "6": "Person 2",
    }


def test_posts_are_matched_made_or_left_one_by_one_or_all_at_once(team):
    text = f"{HEADINGS}\n" + "".join(
        f"Be excellent\tAction {n}\tOctober 2007\tDone\t\t{who}\t\n"
        for n, who in enumerate(["Head of Polcy", "Chief Archivist", "Tim Mumford"])
    )
    upload = brought(team, text)
    where = f"{upload.get_absolute_url()}posts/"
    page = team.get(upload.get_absolute_url()).content.decode()
    policy = Post.objects.get(title="Head of Policy")
    assert re.search(rf'<option value="{policy.pk}" selected>', page)
    keys = re.findall(r'name="post" value="([^"]+)"', page)
    assert keys == ["head of polcy", "chief archivist", "tim mumford"]
    said = {"post": keys} | {f"p{n}-key": key for n, key in enumerate(keys)}
    said |= {"p0-do": "match", "p0-post": policy.pk, "p1-do": "create", "p1-title": "", "p2-do": "leave"}
    page = words(team.post(where, said | {"only": "tim mumford"}, follow=True))
    assert "1 post settled. 2 doubts left." in page
    answer = team.post(where, said)
    assert answer.status_code == 422
    page = words(answer)
    assert "Write the title of the new post for “Chief Archivist”." in page
    assert "1 doubt is left" in page
    team.post(where, said | {"p1-title": "Archivist", "only": "chief archivist"})
    confirm(team, upload)
    leads = Action.objects.order_by("title").values_list("lead__title", flat=True)
    assert list(leads) == ["Head of Policy", "Archivist", None]
