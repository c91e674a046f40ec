"""What a supplement says has changed since the papers that were issued."""

import pytest

from meetings.rules.changes import Change, HeldFile, HeldItem, changes, held_now

LIST = HeldFile(1, "The list", "list.pdf", "f" * 64, 2)
MAP = HeldFile(2, "The map", "map.pdf", "e" * 64, 1)


def item(pk=1, number=7, title="Finance", exempt="", seal="", **more) -> HeldItem:
    return HeldItem(pk, number, title, exempt, seal, **more)


def said(then: HeldItem | None, now: HeldItem | None) -> list[tuple[str, bool]]:
    found = changes([then] if then else [], [now] if now else [])
    return [(change.sentence, change.papers) for change in found]


@pytest.mark.parametrize(
    ("first", "last", "words"), [(None, None, ""), (4, 4, "page 4"), (4, 5, "pages 4 to 5"), (1, 12, "pages 1 to 12")]
)
def test_where_papers_stand_is_said_in_words(first, last, words):
    assert item(first=first, last=last).pages == words


PAPERS = {"seal": "a", "first": 4, "last": 6}


@pytest.mark.parametrize(
    ("then", "now", "sentence", "papers"),
    [
        (None, item(), "A late item.", False),
        (None, item(seal="a"), "A late item.", True),
        (None, item(late="The grant was offered on Friday."), "A late item. Taken because the grant was offered on Friday.", False),
        (None, item(late="LAA money came under plan X"), "A late item. Taken because LAA money came under plan X.", False),
        (None, item(late="A grant was offered."), "A late item. Taken because a grant was offered.", False),
        (item(number=5), item(), "It was item 5.", False),
        (item(title="Money"), item(), "It was called “Money”.", False),
        (item(), item(seal="a"), "Report that was to follow.", True),
        (item(**PAPERS), item(seal="b"), "Replaces pages 4 to 6.", True),
        (item(**PAPERS), item(), "Its papers, pages 4 to 6, are withdrawn.", False),
        (item(**PAPERS), item(seal="a", number=8), "It was item 7.", False),
        (item(), item(exempt="Exempt, paragraph 3"), "Now exempt, paragraph 3.", False),
        (item(exempt="Exempt, paragraph 3"), item(), "No longer exempt.", False),
        (item(title="Sale of land"), item(exempt="Exempt, paragraph 3", title="Exempt item"), "Now exempt, paragraph 3.", False),
        (item(), item(attachments=(LIST,)), "Attached: “The list”.", False),
        (item(attachments=(LIST,)), item(), "No longer attached: “The list”.", False),
        (item(attachments=(LIST,)), item(attachments=(MAP,)), "Attached: “The map”. No longer attached: “The list”.", False),
        (item(**PAPERS), item(seal="b", withdrawn="It is not ready."), "Withdrawn because it is not ready; its papers, pages 4 to 6, with it.", False),
        (item(), item(withdrawn="It is part of plan X."), "Withdrawn because it is part of plan X.", False),
        (item(exempt="Exempt"), item(exempt="Exempt", withdrawn="Withdrawn"), "Withdrawn.", False),
        (item(**PAPERS), item(withdrawn="Withdrawn"), "Withdrawn; its papers, pages 4 to 6, with it.", False),
        (item(number=5), item(withdrawn="Nobody can come"), "It was item 5. Withdrawn because nobody can come.", False),
        (item(**PAPERS), None, "Taken off the agenda; its papers, pages 4 to 6, are withdrawn.", False),
        (item(), None, "Taken off the agenda.", False),
        (item(number=5, title="Money", **PAPERS), item(seal="b", attachments=(LIST,)), "It was item 5. It was called “Money”. Replaces pages 4 to 6. Attached: “The list”.", True),
    ],
)  # fmt: skip
def test_each_change_is_said_in_a_sentence(then, now, sentence, papers):
    assert said(then, now) == [(sentence, papers)]


@pytest.mark.parametrize(
    "same", [item(), item(**PAPERS), item(withdrawn="It is not ready."), item(attachments=(LIST,))]
)
def test_of_what_is_as_it_was_nothing_is_said(same):
    assert said(same, same) == []


def test_changes_come_in_the_order_of_the_agenda_and_what_is_gone_comes_last():
    issued = [item(1, 1, "Gone"), item(2, 2, "Stays"), item(3, 3, "Moves")]
    found = changes(issued, [item(3, 1, "Moves"), item(2, 2, "Stays"), item(4, 3, "Late", seal="a")])
    assert found == (
        Change(3, 1, "Moves", "It was item 3.", papers=False),
        Change(4, 3, "Late", "A late item.", papers=True),
        Change(1, 1, "Gone", "Taken off the agenda.", papers=False),
    )


def test_once_a_supplement_is_issued_what_it_brings_stands_in_it_and_the_rest_where_it_stood():
    stood = item(1, seal="a", edition=1, first=4, last=6)
    issued = [stood, item(2, seal="b", edition=1, first=7, last=8), item(3, seal="c", edition=1, first=9, last=9)]
    supplement = [
        item(1, 8, seal="a"),
        item(2, seal="new", first=10, last=12),
        item(3, seal=""),
        item(4, seal="d", first=13, last=13),
    ]
    assert held_now(issued, supplement, 2) == (
        item(1, 8, seal="a", edition=1, first=4, last=6),
        item(2, seal="new", edition=2, first=10, last=12),
        item(3, seal="", edition=2),
        item(4, seal="d", edition=2, first=13, last=13),
    )


def test_an_item_that_says_no_more_is_open_in_time_and_nowhere():
    plain = item()
    assert (plain.edition, plain.pages, plain.late, plain.withdrawn, plain.kind) == (0, "", "", "", "")
