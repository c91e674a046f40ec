"""What an edition is made of: composed for its audience, laid out, frozen with its file, and issued."""

import datetime as dt

import pytest
from django.utils import timezone
from lxml.html import HtmlElement, document_fromstring

from meetings import editions, packs
from meetings.attachments import attach
from meetings.building import PaperError
from meetings.choices import Audience, ItemKind
from meetings.editions import IssueError, issue_pack, request_packs
from meetings.models import Meeting, Pack
from meetings.packs import changes_of, items_of, standing
from meetings.rules.changes import Change, HeldFile, HeldItem
from organisation.models import Council
from tests.core.foreign import pdf
from tests.meetings.editions.making import built, content, issued, report
from tests.meetings.layouts import quick
from tests.meetings.reports import signed_off

pytestmark = [pytest.mark.usefixtures("quick_layout"), pytest.mark.one_database]
MARK = "Not for publication: paragraph 3 of Schedule 12A, Local Government Act 1972"


def words(node: HtmlElement) -> str:
    return " ".join(node.text_content().split())


def composed(meeting: Meeting, audience: Audience) -> HtmlElement:
    """The pack of a meeting as it is composed now."""
    return document_fromstring(packs.read(Pack(meeting=meeting, audience=audience)).html)


def refused(pack: Pack, by, despite: str = "") -> str:
    with pytest.raises(IssueError) as error:
        issue_pack(pack, by=by, despite=despite)
    return str(error.value)


# Composing


def test_the_front_sheet_names_what_the_public_leaves_for_and_by_which_law(meeting):
    meeting.items.create(number=5, title="Court order", kind=ItemKind.VERBAL, is_confidential=True)
    meeting.items.create(number=6, title="Pay", kind=ItemKind.VERBAL, exempt_paragraph=1)
    [exclusion] = composed(meeting, Audience.PUBLIC).find_class("exclusion")
    assert [words(line) for line in exclusion.iter("li")] == ["Item 4: paragraph 3", "Item 6: paragraph 1"]
    assert words(exclusion.findall("p")[1]) == (
        "The public must be excluded, under section 100A(2) of the Act, from item 5, because confidential information "
        "would be disclosed."
    )


def test_an_agenda_that_is_open_throughout_asks_nobody_to_leave(meeting):
    meeting.items.update(exempt_paragraph=None)
    page = composed(meeting, Audience.PUBLIC)
    assert page.find_class("exclusion") == []
    assert words(page.find_class("contents")[0]).startswith("Item 2: Accounts, page Item 4: Land, page")


def test_a_pack_has_contents_where_papers_follow_and_none_where_none_do(meeting):
    assert len(composed(meeting, Audience.PUBLIC).find_class("contents-page")) == 1
    meeting.items.update(withdrawn_because="No time.")
    page = composed(meeting, Audience.PUBLIC)
    assert (page.find_class("contents-page"), page.find_class("item")) == ([], [])


def test_a_supplement_holds_the_papers_that_it_brings_alone_and_says_what_it_supplements(meeting, clerk):
    issued(meeting, clerk)
    report(meeting.items.get(number=3))
    meeting.items.filter(number=1).update(title="Apologies for absence")
    (supplement,) = built(meeting, clerk, supplement=True)
    page = document_fromstring(content(supplement.html))
    rows = [[words(cell) for cell in row] for row in page.xpath("//table[@class='agenda']/tbody/tr")]
    assert rows == [
        ["1", "Apologies for absenceIt was called “Apologies”.", "none", ""],
        ["3", "RisksReport that was to follow.", "", ""],
    ]
    assert page.xpath("//table[@class='agenda']//a/@href") == ["#item-3", "#item-3-end"]
    assert [one.get("id") for one in page.find_class("item")] == ["item-3"]
    facts = {row[0].text: words(row[1]) for row in page.xpath("//table[@class='front__facts']//tr")}
    assert facts["Supplements"] == "Edition 1, issued on 10 September 2007"


def test_a_supplement_says_so_where_nothing_has_changed(meeting, clerk):
    issued(meeting, clerk)
    (supplement,) = built(meeting, clerk, supplement=True)
    assert changes_of(supplement) == ()
    assert "Nothing has changed since the pack was issued." in words(document_fromstring(content(supplement.html)))


# Laying out


def test_papers_are_laid_out_in_the_colour_of_the_council_with_marks_from_their_first_page(meeting, clerk, monkeypatch):
    Council.objects.update(brand_colour="#123456")
    asked, told = [], []

    def render(html: str, *, tell, **more):
        asked.append(more)
        return quick(html, tell=tell, **more)

    monkeypatch.setattr(packs, "render", render)
    main = issued(meeting, clerk)
    report(meeting.items.get(number=3))
    pack, _ = request_packs(meeting=meeting, audiences=[Audience.PUBLIC], by=clerk, supplement=True)
    first = main.last_page + 1
    source = packs.read(pack[0])
    packs.lay_out(source, tell=lambda **done: told.append(done))
    common = {"brand_colour": "#123456", "marks": True}
    assert asked == [common | {"first_page": 1}, common | {"first_page": first}]
    assert (told[0], told[1]) == ({"step": "layout", "page": first}, {"step": "layout", "page": first + 1})
    assert told[-1] == {"step": "finishing"}


def test_a_pack_that_nobody_keeps_is_read_and_laid_out_like_one_that_is_kept(meeting, clerk):
    (kept,) = built(meeting, clerk)
    made = packs.build(meeting, Audience.PUBLIC)
    assert made.twin == content(kept.html)
    assert [(one.number, one.first, one.last) for one in made.ranges] == [
        (one["number"], one["first"], one["last"]) for one in kept.payload["ranges"]
    ]


def test_an_edition_that_cannot_be_laid_out_tells_whoever_asked_outright(meeting, monkeypatch):
    def broken(html: str, **more):
        raise PaperError("It has no pages.")

    monkeypatch.setattr(packs, "render", broken)
    with pytest.raises(PaperError, match=r"It has no pages\."):
        packs.build(meeting, Audience.PUBLIC)


# Frozen


def test_every_item_is_frozen_with_its_edition_and_where_its_papers_stand(meeting, clerk):
    letter = attach(item=meeting.items.get(number=3), title="Letter", name="letter.pdf", file=pdf(pages=2), by=clerk)
    meeting.items.filter(number=1).update(late_because="Somebody fell ill.")
    meeting.items.create(number=5, title="Flood", kind=ItemKind.VERBAL, withdrawn_because="It is dry again.")
    (pack,) = built(meeting, clerk)
    items = items_of(pack)
    pks = list(meeting.items.values_list("pk", flat=True))
    first, last = items[1].first, items[1].last
    assert (items[0], *items[2:]) == (
        HeldItem(pks[0], 1, "Apologies", "", "", 0, None, None, (), "Somebody fell ill.", "", "procedural"),
        HeldItem(
            pks[2], 3, "Risks", "", "", 0, None, None, (HeldFile(letter.pk, "Letter", "letter.pdf", letter.sha256, 2),),
            "", "", "report",
        ),
        HeldItem(pks[3], 4, "Exempt item", MARK, "", 0, None, None, (), "", "", "report"),
        HeldItem(pks[4], 5, "Flood", "", "", 0, None, None, (), "", "It is dry again.", "verbal"),
    )  # fmt: skip
    assert items[1] == HeldItem(pks[1], 2, "Accounts", "", items[1].seal, 1, first, last, (), "", "", "report")
    assert len(items[1].seal) == 64
    assert pack.payload["ranges"] == [{"number": 2, "first": first, "last": last}]
    assert pack.payload["changes"] is None
    assert pack.payload["data"]["items"][1]["title"] == "Accounts"


def test_papers_that_say_the_same_have_the_same_seal_and_others_another(meeting, clerk):
    seals = []
    for say in ("What happened.", "What happened.", "Something else."):
        text = meeting.items.get(number=2).report
        text.sections.update(body=say)
        signed_off(text)
        (pack,) = built(meeting, clerk)
        seals.append(items_of(pack)[1].seal)
    assert seals[0] == seals[1] != seals[2]


def test_what_stands_is_what_was_issued_last_and_not_what_is_only_built(meeting, clerk):
    main = issued(meeting, clerk)
    assert standing(main) == items_of(main)
    report(meeting.items.get(number=3))
    built(meeting, clerk, supplement=True)
    assert standing(main) == items_of(main)
    supplement = issued(meeting, clerk, supplement=True)
    assert standing(main) == items_of(supplement)
    assert changes_of(supplement) == (
        Change(meeting.items.get(number=3).pk, 3, "Risks", "Report that was to follow.", papers=True),
    )
    assert supplement.payload["ranges"] == [
        {"number": 3, "first": items_of(supplement)[2].first, "last": items_of(supplement)[2].last}
    ]
    assert items_of(supplement)[2].first > main.last_page


def test_an_edition_of_before_items_were_frozen_holds_none():
    assert (items_of(Pack(payload={})), changes_of(Pack(payload={})), changes_of(Pack(payload={"changes": None}))) == (
        (), (), (),
    )  # fmt: skip


def test_a_file_to_read_on_screen_stands_beside_the_pdf_under_its_name(meeting, clerk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (pack,) = built(meeting, clerk)
    assert [name.rpartition("/")[2] for name in (pack.file.name, pack.html.name)] == [
        "ac-2007-09-24-public-pack-1.pdf", "ac-2007-09-24-public-pack-1.html",
    ]  # fmt: skip
    assert (pack.pages, pack.read_at <= pack.built_at) == (pack.last_page, True)


# Issuing


def test_what_is_issued_says_when_by_whom_and_why_all_the_same_and_is_followed_up_one_by_one(
    meeting, clerk, person, monkeypatch
):
    followed = []
    monkeypatch.setattr(editions, "AFTER_ISSUE", (followed.append, lambda pack: followed.append(pack.edition)))
    made = built(meeting, clerk, *Audience)
    another = person()
    assert issue_pack(made[0], by=another, despite="  One is to follow. ") == made
    for pack in Pack.objects.all():
        assert (pack.issued_by, pack.issued_despite) == (another, "One is to follow.")
        assert timezone.localdate(pack.issued_at) == dt.date(2007, 9, 10)
    assert followed == [*made, 1, 1]


def test_where_something_is_not_ready_the_first_of_it_is_said(meeting, clerk):
    (pack,) = built(meeting, clerk)
    for despite in ("", "  "):
        assert refused(pack, clerk, despite) == (
            "Something is not ready: Its report has not been written. It can follow in a supplement, and is listed so. "
            "Say why the pack is issued all the same."
        )
    meeting.items.filter(number=4).update(public_interest="")
    assert refused(pack, clerk, "It is urgent.") == (
        "Item 4 stops the issue. It is exempt, and why that is in the public interest must be given."
    )
    assert not Pack.objects.issued().exists()


def test_where_all_is_ready_nobody_says_why(meeting, clerk):
    report(meeting.items.get(number=3))
    (pack,) = built(meeting, clerk)
    assert issue_pack(pack, by=clerk) == [pack]
    assert Pack.objects.get().issued_despite == ""


def test_of_what_was_built_together_all_is_issued_or_nothing(meeting, clerk):
    public, members = built(meeting, clerk, *Audience)
    Pack.objects.filter(pk=members.pk).update(state="failed")
    assert refused(public, clerk, "x") == "The members' pack, edition 1 is not built: not built. Build it first."
    assert not Pack.objects.issued().exists()


def test_a_supplement_is_refused_where_there_is_nothing_to_supplement(meeting, clerk):
    issued(meeting, clerk, Audience.PUBLIC)
    with pytest.raises(IssueError) as error:
        request_packs(meeting=meeting, audiences=[Audience.MEMBERS], by=clerk, supplement=True)
    assert str(error.value) == (
        "No members' pack of this meeting was issued yet, so there is nothing to supplement. Build the whole pack."
    )
    assert Pack.objects.count() == 1


def test_the_pack_that_holds_is_the_newest_whole_one_that_was_issued_for_an_audience(meeting, clerk):
    assert editions.current(meeting, Audience.PUBLIC) is None
    first = issued(meeting, clerk)
    issued(meeting, clerk, supplement=True)
    built(meeting, clerk, *Audience)
    assert editions.current(meeting, Audience.PUBLIC) == first
    assert editions.current(meeting, Audience.MEMBERS) is None
    second = issued(meeting, clerk)
    assert editions.current(meeting, Audience.PUBLIC) == second
