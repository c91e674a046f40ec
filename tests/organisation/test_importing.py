"""The organisation from a table: what it says, what it refuses cell by cell, all or nothing, and twice the same."""

import io
import re
from datetime import date
from html import unescape

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.choices import Role
from accounts.models import Invitation, User
from accounts.sending import invite_people
from accounts.services.invitations import invite, not_invited
from core.clock import today as on
from organisation.imports import carried, look_over, read_table, stored_rows, take_in, workbook
from organisation.models import Directorate, PartnerBody, Post, PostAlias, PostHolder
from tests.queries import counted

HEADER = "directorate,partner body,post,abbreviation,answers to,several hold it,name,e-mail,roles,from"
NEWTOWN = f"""{HEADER}
Corporate,,Chief Executive,CX,,,Ann Abel,ann@new.example,"Officer, Viewer",01/04/2007
Resources,,Head of Finance,HoF,CX,,Bo Best,BO@new.example,officer,
Resources,,Head of Audit,,Head of Finance,,,,,
,Health Trust,Partnership Manager,,,,Cy Coe,cy@new.example,Partner,
Corporate,,All Service Directors,,,yes,Ann Abel,ann@new.example,,
Corporate,,All Service Directors,,,,Bo Best,bo@new.example,,
,,,,,,Di Dean,di@new.example,Board member,
"""


@pytest.fixture(autouse=True)
def its_day(council, today):
    return today


@pytest.fixture
def boss(person) -> User:
    return person(Role.PERFORMANCE)


@pytest.fixture
def browser(boss) -> Client:
    made = Client()
    made.force_login(boss)
    return made


def sheet(text: str):
    return read_table(text.encode(), "organisation.csv")


def taken(text: str, boss: User):
    """A table taken in as it was seen."""
    looked = look_over(sheet(text), by=boss)
    assert looked.done, looked.doubts
    return take_in(sheet(text), by=boss, seen=looked.seal())


def doubts(text: str, boss: User) -> list[str]:
    return [str(doubt) for doubt in look_over(sheet(f"{HEADER}\n{text}\n"), by=boss).doubts]


def test_one_table_makes_directorates_posts_people_and_who_holds_what(boss):
    before = User.objects.count()
    looked = look_over(sheet(NEWTOWN), by=boss)
    assert (looked.new, looked.changed, looked.doubts) == (17, 0, [])
    assert looked.remarks == ["1\u00a0post of this table has nobody who holds it."]
    assert not Directorate.objects.exists()
    assert take_in(sheet(NEWTOWN), by=boss, seen=looked.seal())
    assert {str(one) for one in Directorate.objects.all()} == {"Corporate", "Resources"}
    finance = Post.objects.get(title="Head of Finance")
    assert (str(finance.directorate), str(finance.superior), finance.abbreviation) == (
        "Resources",
        "Chief Executive",
        "HoF",
    )
    assert Post.objects.get(title="Partnership Manager").partner_body == PartnerBody.objects.get()
    assert Post.objects.get(title="All Service Directors").is_group
    assert PostHolder.objects.filter(post__title="All Service Directors").count() == 2
    assert PostHolder.objects.get(post__title="Chief Executive").starts == date(2007, 4, 1)
    assert PostHolder.objects.get(post=finance).starts == on()
    assert User.objects.count() == before + 4
    assert User.objects.get(email="ann@new.example").roles == {"Officer", "Viewer"}
    assert User.objects.get(email="bo@new.example").roles == {"Officer"}
    assert finance.history.count() == 1
    assert User.history.filter(name="Di Dean").exists()
    assert not User.objects.get(name="Di Dean").has_usable_password()


def test_the_same_table_again_changes_nothing(boss):
    taken(NEWTOWN, boss)
    versions = list(Post.objects.values_list("title", "version"))
    again = look_over(sheet(NEWTOWN), by=boss)
    assert (again.said, again.unchanged) == ([], 7)
    assert take_in(sheet(NEWTOWN), by=boss, seen=again.seal())
    assert list(Post.objects.values_list("title", "version")) == versions
    assert PostHolder.objects.count() == 5


def test_the_workbook_holds_what_is_stored_and_brought_in_again_changes_nothing(boss):
    taken(NEWTOWN, boss)
    found = read_table(workbook(stored_rows(on())), "organisation.xlsx")
    assert len(found.rows) == 8
    looked = look_over(found, by=boss)
    assert (looked.doubts, looked.said, looked.unchanged) == ([], [], 8)
    assert look_over(read_table(carried(found).encode(), "t.csv"), by=boss).said == []


def test_a_table_changes_what_it_says_and_takes_nothing_away(boss):
    taken(NEWTOWN, boss)
    text = f"{HEADER}\nCorporate,,Head of Finance,FIN,,,Eve Else,eve@new.example,Officer,01/10/2007\n"
    text += ",,,,,,Ann Abel-Jones,ann@new.example,Board member,\n"
    assert {one.sentence for one in look_over(sheet(text), by=boss).said} == {
        "Head of Finance: directorate: Resources → Corporate; abbreviation: HoF → FIN",
        "Eve Else, eve@new.example: Officer",
        "Ann Abel-Jones: name: Ann Abel → Ann Abel-Jones; role given: Board member",
        "Head of Finance passes from Bo Best to Eve Else on 1\u00a0October\u00a02007",
    }
    taken(text, boss)
    assert User.objects.get(email="ann@new.example").roles == {"Officer", "Viewer", "Board member"}
    held = PostHolder.objects.filter(post__title="Head of Finance").order_by("starts")
    assert [(str(one.user), one.ends) for one in held] == [("Bo Best", date(2007, 9, 30)), ("Eve Else", None)]
    assert Post.objects.get(title="Head of Finance").superior is not None
    assert Post.objects.count() == 5


def test_a_post_is_known_by_another_way_of_writing_it(boss):
    post = Post.objects.create(title="Head of Policy and Performance")
    PostAlias.objects.create(post=post, text="Head of Policy")
    taken(f"{HEADER}\n,,head of  policy,,,,Flo Fay,flo@new.example,Officer,\n", boss)
    assert [str(one.user) for one in post.holders.all()] == ["Flo Fay"]
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,Head,,,,Jo,,Officer,", "column e-mail: Give the e-mail address that Jo signs in with."),
        (",,Head,,,,Jo,jo at new,Officer,", "column e-mail: “jo at new” is not an e-mail address"),
        (",,Head,,,,,jo@new.example,Officer,", "column name: Say what colleagues call the person of jo@new.example."),
        (",,Head,,,,Jo,jo@new.example,,", "column roles: Say what Jo may do: Performance team, Officer"),
        (",,Head,,,,Jo,jo@new.example,Mayor,", "column roles: “mayor” is no role."),
        (",,Head,,,,Jo,jo@new.example,Officer,soon", "column from: “soon” is no date. Write it as 01/04/2026."),
        (",,Head,,,,Jo,jo@new.example,Officer,01/04/1066", "column from: Choose a day between April 1974"),
        (",,Head,,Chief,,,,,", "column answers to: There is no post “Chief”, here or in the table."),
        (",,Head,,Head,,,,,", "column answers to: Head would answer to itself."),
        ("A,B,Head,,,,,,,", "column partner body: A post belongs to a directorate or to a partner body."),
        (",,,HoF,,,,,,", "column abbreviation: This row names no post that it could be of."),
        (",,,,,,,,Officer,", "column roles: This row names nobody who could have them."),
        (",,,,,,Jo,jo@new.example,Officer,01/04/2007", "column from: Nobody holds a post by this row"),
        (",,Head,,,maybe,,,,", "column several hold it: “maybe” is neither yes nor no."),
        (f",,{'H' * 151},,,,,,,", "column post: This has 151 letters; up to 150 are taken."),
        (
            ",,Head,,,,Jo,jo@new.example,Officer,\n,,Head,,,,Al,al@new.example,Officer,",
            "Row 3, column name: Row 2 gives Head to Jo. Where several hold it together",
        ),
        ("A,,Head,,,,,,,\nB,,Head,,,,,,,", "Row 3, column directorate: Row 2 says “A” of Head."),
        (
            ",,Head,,,,Jo,jo@new.example,Officer,\n,,Two,,,,Joe,jo@new.example,,",
            "Row 3, column name: Row 2 calls the person of this address Jo.",
        ),
        (",,One,,Two,,,,,\n,,Two,,One,,,,,", "column answers to: One would answer to itself."),
    ],
)
def test_what_is_wrong_is_said_of_its_cell(boss, row, said):
    assert said in "\n".join(doubts(row, boss))


def test_a_table_that_gives_a_post_to_who_holds_it_and_to_another_is_refused(boss):
    taken(NEWTOWN, boss)
    rows = ",,Head of Finance,,,,Bo Best,bo@new.example,,\n,,Head of Finance,,,,Eve Else,eve@new.example,Officer,"
    assert "Row 2 gives Head of Finance to Bo Best." in "\n".join(doubts(rows, boss))


def test_an_address_that_is_too_long_is_refused(boss):
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example"
    assert "up to 254 are taken" in doubts(f",,,,,,Jo,{long},Officer,", boss)[0]


def test_a_slip_of_the_pen_is_asked_about(boss):
    Directorate.objects.create(name="Environment")
    looked = look_over(sheet(f"{HEADER}\nEnviroment,,Head,,,,,,,\n"), by=boss)
    assert (
        "“Enviroment” is new and reads nearly like “Environment”. If they are one, write them alike." in looked.remarks
    )
    Post.objects.create(title="Chief Executive")
    [said] = doubts(",,Head,,Cheif Executive,,,,,", boss)
    assert "Is “Chief Executive” meant?" in said


def test_what_has_ended_or_closed_is_refused(boss, person):
    Directorate.objects.create(name="Old", ends=date(2007, 1, 1))
    Post.objects.create(title="Gone", ends=date(2007, 1, 1))
    Post.objects.create(title="Going", ends=date(2008, 1, 1))
    left = person(Role.OFFICER)
    left.is_active = False
    left.save()
    assert "Old was dissolved on" in doubts("Old,,Head,,,,,,,", boss)[0]
    assert "Gone ended on" in doubts(",,Gone,,,,,,,", boss)[0]
    assert "with a last day" in doubts(",,Going,,,,Jo,jo@new.example,Officer,", boss)[0]
    assert f"The account of {left} is closed." in doubts(f",,,,,,,{left.email},Officer,", boss)[0]


def test_nobody_gives_themselves_a_role_by_a_table_nor_changes_who_may_do_everything(boss):
    assert "Nobody gives themselves a role. Leave out Officer." in doubts(f",,,,,,,{boss.email},Officer,", boss)[0]
    root = User.objects.create_superuser("root@new.example", name="Root")
    said = doubts(f",,,,,,Another,{root.email},Officer,", boss)
    assert "The name of Root is changed only by somebody who may do everything." in said[0]
    assert "The roles of Root are changed only by somebody who may do everything." in said[1]


def test_looking_over_asks_the_database_as_often_for_many_rows_as_for_one(boss):
    def asked(rows: int) -> int:
        text = "".join(f"D{n % 9},,Post {n},,,,P {n},p{n}@new.example,Officer,\n" for n in range(rows))
        with counted() as found:
            assert look_over(sheet(f"{HEADER}\n{text}"), by=boss).done
        return found.queries

    few = asked(1)
    taken(NEWTOWN, boss)
    assert asked(1) == asked(200) == few


def test_a_table_that_would_do_something_else_by_now_is_not_taken_in(boss):
    looked = look_over(sheet(NEWTOWN), by=boss)
    Post.objects.create(title="Head of Finance")
    assert take_in(sheet(NEWTOWN), by=boss, seen=looked.seal()) is None
    assert not Directorate.objects.exists()


def test_too_many_rows_are_refused(boss, monkeypatch):
    monkeypatch.setattr("organisation.imports.looking.MOST_ROWS", 2)
    assert "A table has up to 2 rows here." in doubts(",,A,,,,,,,\n,,B,,,,,,,\n,,C,,,,,,,", boss)[0]


# In the browser


def hidden(answer) -> dict[str, str]:
    page = answer.content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    table = re.search(r'<textarea name="table" hidden>\n(.*?)</textarea>', page, re.DOTALL)[1]
    return {"seen": seen, "table": unescape(table)}


def chosen(text: str) -> dict:
    return {"file": SimpleUploadedFile("organisation.csv", text.encode())}


def test_a_table_is_chosen_looked_over_and_taken_in_and_its_people_are_invited_in_one_step(browser, boss):
    looked = browser.post("/people/import/", chosen(NEWTOWN))
    assert "Head of Finance, Resources, answers to Chief Executive" in looked.content.decode()
    answer = browser.post("/people/import/", hidden(looked), follow=True)
    page = answer.content.decode()
    assert "Taken in: 2\u00a0directorates, 1\u00a0partner body, 5\u00a0posts, 4\u00a0people and 5\u00a0holders" in page
    assert answer.request["PATH_INFO"] == "/people/invite/"
    assert "4\u00a0people have neither a password nor a link" in page
    assert mail.outbox == []
    assert "No password, not invited" in browser.get("/people/?standing=uninvited").content.decode()
    answer = browser.post("/people/invite/", follow=True)
    assert "4\u00a0invitations are on the way." in answer.content.decode()
    invite_people.call(list(User.objects.values_list("pk", flat=True)), boss.pk, "Anytown")
    assert {to for letter in mail.outbox for to in letter.to} == {
        f"{name}@new.example" for name in ("ann", "bo", "cy", "di")
    }
    assert Invitation.objects.count() == len(mail.outbox) == 4
    assert "There is nobody to invite." in browser.get("/people/invite/").content.decode()
    again = browser.post("/people/invite/")
    assert again.status_code == 422
    assert "Nobody is to be written to." in again.content.decode()


def test_a_table_with_a_doubt_cannot_be_taken_in(browser):
    page = browser.post("/people/import/", chosen(f"{HEADER}\n,,Head,,,,Jo,,Officer,\n")).content.decode()
    assert "<strong>H2</strong> Row 2, column e-mail: Give the e-mail address" in page
    assert 'name="table"' not in page
    browser.post("/people/import/", {"table": f"{HEADER}\n,,Head,,,,Jo,,Officer,\n", "seen": "x"})
    assert not Post.objects.exists()


def test_what_is_no_table_is_refused_with_a_sentence(browser):
    answer = browser.post("/people/import/", chosen("a,b\n1,2\n"))
    assert answer.status_code == 422
    assert "organisation.csv has no column post" in answer.content.decode()


def test_the_workbook_is_a_file_with_the_council_s_posts(browser, boss):
    taken(NEWTOWN, boss)
    answer = browser.get("/people/import/organisation.xlsx")
    assert 'attachment; filename="organisation.xlsx"' in answer["Content-Disposition"]
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Organisation", "How to fill it in"]
    assert [cell.value for cell in book["Organisation"][1]] == HEADER.split(",")


def test_who_was_invited_is_written_to_again_once_the_link_is_no_good(boss, person):
    jo = person(Role.OFFICER)
    jo.set_unusable_password()
    jo.save(update_fields=["password"])
    assert list(not_invited()) == [jo]
    sent = invite(to=jo, by=boss)
    assert not not_invited().exists()
    sent.error = "550 no such mailbox"
    sent.save()
    assert [one.refused for one in not_invited()] == ["550 no such mailbox"]
