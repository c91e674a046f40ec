"""Editions: asked for, joined, built once, issued, frozen; supplements; builds that died."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from accounts.choices import Role
from core.frozen import seal
from core.queue import hand_over
from meetings import editions, packs
from meetings.attachments import attach, take_off
from meetings.building import Pulse
from meetings.choices import Audience, PackState
from meetings.editions import PACKS, IssueError, build_pack, finish_packs, issue_pack, request_pack, request_packs
from meetings.models import Pack
from meetings.packs import changes_of, standing
from meetings.reporting.progress import progress_of
from meetings.reporting.readiness import unready
from meetings.stored import DamagedError, intact, sweep
from organisation.models import Board, BoardMember
from tests.core.foreign import pdf
from tests.meetings.editions.making import built, content, died, files, issued, report
from tests.meetings.reports import signed_off

pytestmark = pytest.mark.usefixtures("quick_layout")
LONG_DEAD = dt.timedelta(minutes=5)


# Asking and building


def test_a_button_pressed_twice_makes_one_edition_and_the_second_press_is_told_so(meeting, clerk):
    first, new = request_packs(meeting=meeting, audiences=[Audience.PUBLIC], by=clerk)
    second, newer = request_packs(meeting=meeting, audiences=[Audience.PUBLIC], by=clerk)
    assert (new, newer, first) == (True, False, second)
    assert Pack.objects.count() == 1


def test_two_editions_for_one_audience_are_never_built_at_once(meeting, clerk):
    request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pack.objects.create(
            meeting=meeting, audience="public", edition=9, requested_by=clerk, requested_at=timezone.now()
        )


def test_of_two_tasks_for_one_pack_one_builds_it(meeting, clerk, monkeypatch):
    laid_out = []
    lay_out = packs.lay_out
    monkeypatch.setattr(packs, "lay_out", lambda *a, **k: laid_out.append(1) or lay_out(*a, **k))
    pack = request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk)
    assert [build_pack.func(pack.pk), build_pack.func(pack.pk)] == [PackState.READY, PackState.READY]
    assert laid_out == [1]


def test_both_audiences_are_made_of_the_data_of_one_moment(meeting, clerk):
    public, members = built(meeting, clerk, *Audience)
    assert (public.audience, members.audience) == ("public", "members")
    assert public.read_at == members.read_at
    assert public.batch == members.batch


def test_progress_is_told_by_item_and_by_page(meeting, clerk, monkeypatch):
    said = []
    write = Pulse.give_sign
    monkeypatch.setattr(
        Pulse, "give_sign", lambda self: (write(self), said.append(progress_of(Pack.objects.get()).sentence))
    )
    built(meeting, clerk)
    assert said[:5] == [
        "Reading item 1 of 4: Apologies.",
        "Reading item 2 of 4: Accounts.",
        "Reading item 3 of 4: Risks.",
        "Reading item 4 of 4: Exempt item.",
        "Composing.",
    ]
    assert "Laying out: page 3." in said
    assert said[-2:] == ["Finishing.", "Checking."]


def test_a_fault_of_the_program_is_said_and_leaves_nothing_half_built(meeting, clerk, monkeypatch):
    def broken(*args, **more):
        raise KeyError("anchor")

    monkeypatch.setattr(packs, "lay_out", broken)
    pack = request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk)
    with pytest.raises(KeyError):
        build_pack.func(pack.pk)
    pack.refresh_from_db()
    assert pack.state == PackState.FAILED
    assert "KeyError: 'anchor'. Build it again" in pack.failure


# Builds that died


def test_a_build_that_died_is_started_once_more_and_then_said_to_have_failed(meeting, clerk):
    pack = died(request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk))
    assert PACKS.revive(meeting) == [pack]
    pack.refresh_from_db()
    assert pack.state == PackState.WAITING
    assert progress_of(pack).sentence == "It stopped half-way and is started again. Waiting to be built."
    died(pack, attempts=2)
    PACKS.revive()
    pack.refresh_from_db()
    assert pack.state == PackState.FAILED
    assert pack.failure.startswith("The build stopped half-way 2\u00a0times: its process was ended")


def test_a_build_that_gives_signs_of_life_is_left_alone(meeting, clerk):
    pack = died(request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk))
    pack.heartbeat = timezone.now() - dt.timedelta(seconds=20)
    pack.save()
    assert PACKS.revive() == []


def test_the_next_request_finds_a_build_that_died(meeting, clerk):
    died(request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk), attempts=2)
    pack, new = request_packs(meeting=meeting, audiences=[Audience.PUBLIC], by=clerk)
    assert (new, pack[0].edition) == (True, 2)


def test_a_build_taken_for_dead_that_ends_after_all_changes_nothing_and_leaves_no_file(meeting, clerk, monkeypatch):
    pack = request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk)
    lay_out = packs.lay_out

    def slow(*args, **more):
        died(Pack.objects.get())
        PACKS.revive()
        return lay_out(*args, **more)

    monkeypatch.setattr(packs, "lay_out", slow)
    before = files()
    finish_packs(pack)
    pack.refresh_from_db()
    assert pack.state == PackState.WAITING
    assert files() == before


def test_of_two_built_together_the_one_that_died_stands_alone_from_then_on(meeting, clerk):
    public, members = built(meeting, clerk, *Audience)
    died(members)
    PACKS.revive()
    finish_packs(members)
    members.refresh_from_db()
    assert (members.state, members.attempts) == (PackState.READY, 2)
    assert [editions.together(one) for one in (public, members)] == [[public], [members]]


def test_a_fault_while_one_is_laid_out_leaves_none_of_those_asked_for_together_under_way(meeting, clerk, monkeypatch):
    def broken(*args, **more):
        raise KeyError("anchor")

    monkeypatch.setattr(packs, "lay_out", broken)
    made, _ = request_packs(meeting=meeting, audiences=list(Audience), by=clerk)
    with pytest.raises(KeyError):
        finish_packs(made[0])
    assert [pack.state for pack in Pack.objects.all()] == [PackState.FAILED] * 2


def test_a_sign_of_life_of_a_build_that_was_given_up_is_not_taken_for_the_life_of_the_next(meeting, clerk):
    pack = died(request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk))
    pulse = Pulse([pack])
    died(Pack.objects.get(), attempts=2)
    before = Pack.objects.get().heartbeat
    pulse.telling(pack)(step="composing")
    assert Pack.objects.get().heartbeat == before


def test_files_that_no_row_names_are_swept_after_an_hour(meeting, clerk, monkeypatch):
    pack, *_ = built(meeting, clerk)
    loose = default_storage.save("packs/2007/loose.pdf", pack.file.open())
    assert loose not in sweep()
    monkeypatch.setattr("meetings.stored.UNCLAIMED_FOR", -dt.timedelta(seconds=5))
    swept = sweep()
    assert loose in swept
    assert pack.file.name not in swept
    assert content(pack.file)


# Issuing


def test_a_pack_is_issued_with_a_reason_where_a_report_is_to_follow(meeting, clerk):
    pack, *_ = built(meeting, clerk)
    with pytest.raises(IssueError, match="Its report has not been written"):
        issue_pack(pack, by=clerk)
    issue_pack(pack, by=clerk, despite="The report on risks is to follow.")
    pack.refresh_from_db()
    assert (pack.issued_by, pack.issued_despite) == (clerk, "The report on risks is to follow.")


def test_what_is_not_ready_is_listed_in_the_order_of_the_agenda(meeting):
    assert [(one.number, one.stops) for one in unready(meeting, dt.date(2007, 9, 10))] == [(3, False)]
    assert [one.number for one in unready(meeting, dt.date(2007, 9, 15))] == [None, 3]
    meeting.items.all().update(kind="procedural", public_interest="")
    assert [(one.number, one.stops) for one in unready(meeting, dt.date(2007, 9, 10))] == [(4, True)]


def test_a_late_item_without_its_special_circumstances_stops_the_issue(meeting, clerk):
    issued(meeting, clerk)
    late = meeting.items.create(number=9, title="Flood", kind="verbal")
    supplement, *_ = built(meeting, clerk, supplement=True)
    with pytest.raises(IssueError, match=r"Item 9 stops the issue\. It came after the agenda was published"):
        issue_pack(supplement, by=clerk, despite="x")
    late.late_because = "The river rose."
    late.save()
    issue_pack(supplement, by=clerk, despite="x")


def test_an_issued_pack_is_the_same_for_ever_whatever_is_edited_and_built_later(meeting, clerk):
    first = issued(meeting, clerk)
    kept = content(first.file), content(first.html), first.payload
    meeting.items.filter(number=2).update(title="Other accounts")
    second = issued(meeting, clerk)
    first.refresh_from_db()
    assert (content(first.file), content(first.html), first.payload) == kept
    assert [hashlib.sha256(part).hexdigest() for part in kept[:2]] == [first.sha256, first.html_sha256]
    assert seal(first.payload) == first.payload_sha256
    assert b"Other accounts" in content(second.file)
    assert editions.current(meeting, Audience.PUBLIC) == second


def test_what_was_built_together_is_issued_together(meeting, clerk):
    public, members = built(meeting, clerk, *Audience)
    assert issue_pack(members, by=clerk, despite="To follow.") == [public, members]


def test_no_edition_is_issued_twice_nor_after_a_newer_one_nor_before_it_is_built(meeting, clerk):
    first, *_ = built(meeting, clerk)
    second, *_ = built(meeting, clerk)
    issue_pack(second, by=clerk, despite="x")
    for pack, sentence in ((second, "was issued already"), (first, "A newer edition")):
        with pytest.raises(IssueError, match=sentence):
            issue_pack(pack, by=clerk, despite="x")
    waiting = request_pack(meeting=meeting, audience=Audience.PUBLIC, by=clerk)
    with pytest.raises(IssueError, match="is not built: waiting to be built"):
        issue_pack(waiting, by=clerk, despite="x")


def test_what_follows_an_issue_is_handed_over_with_it_or_not_at_all(meeting, clerk, monkeypatch):
    def hand_over_and_fail(one: Pack) -> None:
        hand_over(build_pack, one.pk)
        raise RuntimeError

    monkeypatch.setattr(type(build_pack), "get_backend", lambda task: DatabaseBackend("default", {}))
    pack, *_ = built(meeting, clerk)
    waiting = DBTaskResult.objects.count()
    monkeypatch.setattr(editions, "AFTER_ISSUE", (hand_over_and_fail,))
    with pytest.raises(RuntimeError):
        issue_pack(pack, by=clerk, despite="x")
    assert (Pack.objects.issued().exists(), DBTaskResult.objects.count()) == (False, waiting)
    monkeypatch.setattr(editions, "AFTER_ISSUE", (lambda one: hand_over(build_pack, one.pk),))
    issue_pack(pack, by=clerk, despite="x")
    assert (Pack.objects.issued().count(), DBTaskResult.objects.count()) == (1, waiting + 1)


def test_a_stored_file_that_was_tampered_with_is_refused_and_reported(meeting, clerk, capsys):
    pack = issued(meeting, clerk)
    call_command("check_packs")
    Path(pack.file.path).write_bytes(b"%PDF something else")
    with pytest.raises(DamagedError, match="is not the file that was issued"):
        intact(pack.file, pack.sha256, "it")
    with pytest.raises(CommandError, match="Public pack, edition 1 is not the file that was issued"):
        call_command("check_packs")
    Path(pack.html.path).unlink()
    with pytest.raises(CommandError, match="is missing from the server"):
        call_command("check_packs")


def test_frozen_data_that_were_tampered_with_are_reported(meeting, clerk):
    pack = issued(meeting, clerk)
    pack.payload["items"][0]["title"] = "Something else"
    pack.save()
    with pytest.raises(CommandError, match="The data frozen with"):
        call_command("check_packs")


# Supplements


def test_a_supplement_says_what_changed_and_its_pages_run_on(meeting, clerk, person):
    main = issued(meeting, clerk)
    accounts = meeting.items.get(number=2)
    accounts.report.sections.update(body="What really happened.")
    signed_off(accounts.report)
    report(meeting.items.get(number=3))
    meeting.items.filter(number=1).delete()
    late = meeting.items.create(number=9, title="Flood", kind="report", late_because="The river rose on 12 September.")
    report(late)
    supplement = issued(meeting, clerk, supplement=True)
    before = {item.number: item for item in packs.items_of(main)}
    assert [(change.number, change.sentence) for change in changes_of(supplement)] == [
        (2, f"Replaces {before[2].pages}."),
        (3, "Report that was to follow."),
        (9, "A late item. Taken because the river rose on 12 September."),
        (1, "Taken off the agenda."),
    ]
    assert (supplement.first_page, supplement.filename) == (
        main.last_page + 1, "ac-2007-09-24-public-supplement-2.pdf",
    )  # fmt: skip
    now = {item.number: item for item in standing(main)}
    assert set(now) == {2, 3, 4, 9}
    assert all(now[number].edition == supplement.edition and now[number].first > main.last_page for number in (2, 3, 9))
    assert editions.next_page(main) == supplement.last_page + 1


def test_a_second_supplement_compares_with_the_first_and_leaves_alone_what_stands_in_it(meeting, clerk):
    main = issued(meeting, clerk)
    report(meeting.items.get(number=3))
    first = issued(meeting, clerk, supplement=True)
    corrected = meeting.items.get(number=2).report
    corrected.sections.update(body="Corrected.")
    signed_off(corrected)
    second = issued(meeting, clerk, supplement=True)
    assert [change.number for change in changes_of(second)] == [2]
    where = {item.number: item.edition for item in standing(main) if item.first}
    assert where == {2: second.edition, 3: first.edition}


def test_a_supplement_without_a_pack_that_was_issued_is_refused(meeting, clerk):
    built(meeting, clerk)
    with pytest.raises(IssueError, match="there is nothing to supplement"):
        request_packs(meeting=meeting, audiences=[Audience.PUBLIC], by=clerk, supplement=True)


def test_a_supplement_whose_page_numbers_were_given_to_another_is_refused(meeting, clerk):
    issued(meeting, clerk)
    meeting.items.filter(number=2).update(title="x")
    (early,), (late,) = built(meeting, clerk, supplement=True), built(meeting, clerk, supplement=True)
    issue_pack(early, by=clerk, despite="x")
    with pytest.raises(IssueError, match="its pages would carry the same numbers"):
        issue_pack(late, by=clerk, despite="x")


def test_an_item_that_became_exempt_is_named_no_more(meeting, clerk):
    issued(meeting, clerk)
    meeting.items.filter(number=2).update(exempt_paragraph=1, public_interest="x", title="Zanzibar")
    supplement = issued(meeting, clerk, supplement=True)
    (change,) = changes_of(supplement)
    assert change.title == "Exempt item"
    assert change.sentence.startswith("Now not for publication: paragraph 1 of Schedule 12A")
    assert b"Zanzibar" not in content(supplement.file)


def test_a_withdrawn_item_keeps_its_number_and_its_pages_are_withdrawn_with_it(meeting, clerk):
    main = issued(meeting, clerk)
    pages = {item.number: item for item in packs.items_of(main)}[2].pages
    meeting.items.filter(number=2).update(withdrawn_because="The auditor has asked for more time")
    supplement = issued(meeting, clerk, supplement=True)
    assert [(change.number, change.sentence) for change in changes_of(supplement)] == [
        (2, f"Withdrawn because the auditor has asked for more time; its papers, {pages}, with it.")
    ]
    assert {item.number: item.first for item in standing(main)}[2] is None


def test_the_public_is_told_that_a_closed_item_is_withdrawn_and_members_also_why(meeting, clerk):
    issued(meeting, clerk, *Audience)
    land = packs.items_of(editions.current(meeting, Audience.MEMBERS))[3]
    meeting.items.filter(number=4).update(withdrawn_because="The buyer went bankrupt.")
    public, members = built(meeting, clerk, *Audience, supplement=True)
    assert [[(one.number, one.title, one.sentence) for one in changes_of(pack)] for pack in (public, members)] == [
        [(4, "Exempt item", "Withdrawn.")],
        [(4, "Land", f"Withdrawn because the buyer went bankrupt; its papers, {land.pages}, with it.")],
    ]


# Attached files


def test_an_attached_file_is_listed_and_frozen_with_the_edition_and_stays_when_taken_off(meeting, clerk):
    item = meeting.items.get(number=3)
    file = attach(item=item, title="Letter", name="Audit Letter.PDF", file=pdf(pages=12), by=clerk)
    main = issued(meeting, clerk)
    assert (
        "attached as a file of its own, 12\u00a0pages, PDF, not checked for accessibility"
        in content(main.html).decode()
    )
    held = {item.number: item for item in packs.items_of(main)}[3]
    assert [(one.name, one.sha256, one.pages) for one in held.attachments] == [("audit-letter.pdf", file.sha256, 12)]
    take_off(file, by=clerk)
    file.refresh_from_db()
    assert content(file.file)
    supplement = issued(meeting, clerk, supplement=True)
    assert changes_of(supplement)[0].sentence == "No longer attached: “Letter”."


def test_the_clerk_of_a_board_issues_its_packs_and_no_other(meeting, person):
    from organisation.rights import may_keep_board

    officer, elsewhere = person(Role.OFFICER), Board.objects.create(name="Cabinet", kind="political")
    assert not may_keep_board(person(Role.OFFICER), meeting.board)
    BoardMember.objects.create(board=meeting.board, user=officer, role="clerk", starts="2007-01-01")
    assert may_keep_board(officer, meeting.board)
    assert not may_keep_board(officer, elsewhere)
