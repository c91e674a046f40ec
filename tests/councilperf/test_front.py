"""The first page of an empty database, of a council for a stranger, and of somebody without work."""

from accounts.choices import Role
from organisation.models import Post


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def test_an_empty_database_says_how_to_begin(client, db):
    page = html(client.get("/"))
    for way in ("bin/demo", "manage.py createsuperuser", 'href="/sign-in/"'):
        assert way in page
    assert "/admin/" not in page


def test_an_empty_database_leads_who_keeps_it_to_the_first_steps(signed_in, db):
    answer = signed_in(Role.PERFORMANCE).get("/", follow=True)
    assert answer.redirect_chain == [("/start/", 302)]
    assert "0 of 9 done" in html(answer)
    assert "its database is empty" in html(signed_in(Role.VIEWER).get("/"))


def test_a_stranger_is_told_what_this_is(client, council):
    page = html(client.get("/"))
    assert "How Anytown Council is doing" in page
    assert 'href="/sign-in/"' in page


def test_somebody_without_a_post_is_told_why_there_is_nothing(council, signed_in, today):
    page = html(signed_in(Role.OFFICER).get("/"))
    assert "You hold no post at present" in page
    assert "If you should hold one, tell the performance team." in page


def test_a_post_that_leads_nothing_is_told_so(council, signed_in, today):
    assert "Nothing is asked of you" in html(signed_in(Role.OFFICER, holds=Post.objects.create(title="Head")).get("/"))


def test_the_councils_own_colour_is_a_style_sheet(client, council):
    council.brand_colour = "#5c1a3a"
    council.save()
    answer = client.get("/brand.css")
    assert (answer["Content-Type"], answer.content) == ("text/css", b":root { --brand: #5c1a3a; }\n")
    assert "/brand.css?5c1a3a" in html(client.get("/"))


def test_a_real_installation_uses_the_clock(client, council, settings):
    settings.COUNCIL_TODAY = None
    assert "stands still" not in html(client.get("/"))
