"""Writing a report, its review, and what stays of it once it is signed off."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core import mail
from django.template.loader import render_to_string

from accounts.choices import Role
from clinics.models import Clinic
from core.formats import long_date
from core.frozen import seal
from core.records import StaleWriteError
from improvement_plan.models import Plan
from indicators.models import Measurement
from meetings.choices import OF_INDICATORS, OF_PLANS, AppendixKind, Audience, ReportState, ReportStep
from meetings.models import (
    AgendaItem,
    CommitteeReport,
    FrozenAppendix,
    FrozenReport,
    Meeting,
    ReportHeading,
    ReportLetter,
    ReportTemplate,
    SectionDraft,
)
from meetings.reporting import agenda, awaited_reports, report_view
from meetings.reporting.readiness import unready
from meetings.reporting.report_history import report_happenings
from meetings.reporting.report_lists import own_reports, report_lines
from meetings.reporting.reports import written_view
from meetings.rules.reports import Signed
from meetings.services.report_letters import tell_whose_turn
from meetings.services.reports import (
    ReportError,
    comment,
    keep_draft,
    move_appendix,
    remove_appendix,
    reopen,
    return_to_author,
    review_of,
    save_appendix,
    save_sections,
    send_for_review,
    set_reviewers,
    settle,
    start_report,
    withdraw,
)
from meetings.signing import sign
from organisation.models import Board, Council, Post, ReportingPeriod
from tests.meetings.reports import signed_off

CANARY = "Zanzibar"


@pytest.fixture
def written(council, person, today) -> CommitteeReport:
    """A report with two headings, of which the first is required, by a post that somebody holds."""
    author, first, second = (Post.objects.create(title=title) for title in ("Author", "First", "Second"))
    for post in (author, first, second):
        person(Role.OFFICER, holds=post, email=f"{post.title.lower()}@anytown.example")
    board = Board.objects.create(name="Board", kind="political")
    meeting = Meeting.objects.create(board=board, date="2007-10-08", publication_deadline="2007-09-28")
    meeting.refresh_from_db()
    item = AgendaItem.objects.create(meeting=meeting, number=1, title="Waste")
    template = ReportTemplate.objects.create(name="T", numbered_paragraphs=True)
    for number, title in enumerate(("Summary", "Finance"), 1):
        ReportHeading.objects.create(template=template, number=number, title=title, required=number == 1)
    return start_report(item=item, template=template, title="Waste", author=author)


def officer(name: str):
    return Post.objects.get(title=name).holders.get().user


def write(report, text: str, number: int = 1, opened: int | None = None):
    heading = report.template.headings.get(number=number)
    there = report.sections.filter(heading=heading).first()
    version = opened if opened is not None else there.version if there else 0
    return save_sections(report=report, texts={heading.pk: text}, opened={heading.pk: version}, by=officer("Author"))


def sent(report) -> CommitteeReport:
    write(report, "Bins are emptied.")
    set_reviewers(report=report, wanted=[(Post.objects.get(title=name), None) for name in ("First", "Second")])
    send_for_review(report=report, by=officer("Author"))
    return fresh(report)


def fresh(report) -> CommitteeReport:
    return CommitteeReport.objects.get(pk=report.pk)


def signed_by(report, name: str, **more):
    post = Post.objects.get(title=name)
    return sign(report=report, by=officer(name), post=post, seen=review_of(fresh(report)).text, **more)


def stand(report) -> list[Signed]:
    return list(review_of(fresh(report)).signed)


def test_a_report_is_due_so_that_its_reviewers_can_sign_before_publication(written):
    assert written.written_by == dt.date(2007, 9, 25)
    report = sent(written)
    assert [row.deadline for row in report.reviewers.all()] == [dt.date(2007, 9, 25), dt.date(2007, 9, 27)]


def test_an_item_has_one_report(written):
    with pytest.raises(ReportError, match="has a report already"):
        start_report(item=written.item, template=written.template, title="x", author=written.author)


def test_a_section_is_saved_with_one_line_of_history_and_not_where_nothing_changed(written):
    assert [heading.title for heading in write(written, "Words.")] == ["Summary"]
    assert write(written, "Words.") == []
    section = written.sections.get()
    assert (section.version, section.history.count()) == (1, 1)


def test_who_saves_an_older_text_is_told_and_nothing_is_lost(written):
    write(written, "Mine.")
    with pytest.raises(StaleWriteError):
        write(written, "Theirs.", opened=0)
    assert written.sections.get().body == "Mine."


def test_a_draft_is_one_of_a_person_and_a_heading_and_goes_when_it_is_saved(written):
    heading, by = written.template.headings.first(), officer("Author")
    for text in ("a", "ab", "abc"):
        assert keep_draft(report=written, heading=heading, text=text, opened=0, by=by).text == text
    keep_draft(report=written, heading=heading, text="other", opened=0, by=officer("First"))
    assert SectionDraft.objects.filter(by=by).count() == 1
    write(written, "abc")
    assert list(SectionDraft.objects.values_list("text", flat=True)) == ["other"]
    assert keep_draft(report=written, heading=heading, text="abc", opened=1, by=by) is None


def test_required_headings_that_are_empty_are_named(written):
    set_reviewers(report=written, wanted=[(Post.objects.get(title="First"), None)])
    with pytest.raises(ReportError, match=r"Nothing stands yet under “1\. Summary”"):
        send_for_review(report=written, by=officer("Author"))


def test_a_report_that_nobody_reviews_is_not_sent(written):
    write(written, "x")
    with pytest.raises(ReportError, match="Nobody reviews this report yet"):
        send_for_review(report=written, by=officer("Author"))


def test_reviewers_sign_in_their_order_and_the_last_signs_it_off(written):
    report = sent(written)
    assert stand(report) == [Signed.NEXT, Signed.WAITING]
    with pytest.raises(ReportError, match=r"not the turn of the Second\. The First signs next"):
        signed_by(report, "Second")
    assert signed_by(report, "First").step == ReportStep.SIGNED
    assert signed_by(report, "Second").step == ReportStep.SIGNED_OFF
    assert fresh(report).state == ReportState.SIGNED
    with pytest.raises(ReportError, match="is signed off, and stays as it is"):
        write(report, "Later.")


def test_a_text_that_changed_is_not_signed_unseen_and_is_signed_anew(written):
    report = sent(written)
    seen = review_of(report).text
    signed_by(report, "First")
    write(report, "Bins are emptied twice.")
    assert stand(report) == [Signed.EARLIER, Signed.WAITING]
    with pytest.raises(ReportError, match="The text has changed since you opened it"):
        sign(report=report, by=officer("First"), post=Post.objects.get(title="First"), seen=seen)
    write(report, "Bins are emptied.")
    assert stand(report) == [Signed.DONE, Signed.NEXT]


def test_a_heading_that_was_emptied_in_review_keeps_it_from_being_signed(written):
    report = sent(written)
    write(report, "")
    with pytest.raises(ReportError, match="Nothing stands yet under"):
        signed_by(report, "First")


def test_acting_for_a_post_is_recorded(written, person):
    report = sent(written)
    team = person(Role.PERFORMANCE)
    post = Post.objects.get(title="First")
    event = sign(report=report, by=team, post=post, seen=review_of(report).text, acting=True)
    assert (event.by, event.post, event.acting) == (team, post, True)
    assert any(
        "Signed on behalf of the First" in line for h in report_happenings(fresh(report)) for line in h.sentences
    )


def test_a_report_goes_back_to_its_author_and_comes_again(written):
    report = sent(written)
    return_to_author(report=report, by=officer("First"), because="Say what it costs.")
    assert fresh(report).state == ReportState.DRAFT
    send_for_review(report=report, by=officer("Author"))
    withdraw(report=report, by=officer("Author"), because="Not yet.")
    assert [event.step for event in report.events.all()] == ["sent", "returned", "sent", "withdrawn"]
    with pytest.raises(ReportError, match="is a draft"):
        withdraw(report=report, by=officer("Author"), because="Again.")


def test_opened_again_a_report_keeps_what_was_signed_off_and_asks_everybody_anew(written):
    report = sent(written)
    signed_by(report, "First")
    signed_by(report, "Second")
    first = report.frozen.get()
    reopen(report=report, by=officer("Second"), because="A figure was wrong.")
    assert stand(report) == [Signed.NEXT, Signed.WAITING]
    write(report, "Bins are emptied weekly.")
    send_for_review(report=report, by=officer("Author"))
    signed_by(report, "First")
    signed_by(report, "Second")
    again, before = report.frozen.all()
    assert (before, again.number) == (first, 2)
    assert before.content["headings"][0]["text"] == "Bins are emptied."
    assert again.content["headings"][0]["text"] == "Bins are emptied weekly."
    assert (seal(before.content), seal(again.content)) == (before.sha256, again.sha256)


def test_each_whose_turn_it_is_gets_one_letter(written, django_capture_on_commit_callbacks):
    report = sent(written)
    event = report.events.get()
    for _ in range(2):
        assert tell_whose_turn(event) == ()
    tell_whose_turn(signed_by(report, "First"))
    tell_whose_turn(signed_by(report, "Second"))
    assert [(letter.to, letter.subject.split(":")[0]) for letter in mail.outbox] == [
        (["first@anytown.example"], "To sign"),
        (["second@anytown.example"], "To sign"),
        (["author@anytown.example"], "Signed off"),
    ]
    assert "The report “Waste” to the Board, 8 October 2007, waits for you" in " ".join(mail.outbox[0].body.split())
    assert "Please sign it by 25 September 2007." in mail.outbox[0].body
    assert ReportLetter.objects.count() == 3


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (
            {"exempt_paragraph": 3},
            "An exempt report (not for publication, paragraph 3 of Schedule 12A, Local Government Act 1972)",
        ),
        (
            {"is_confidential": True},
            "A confidential report (not for publication, section 100A(2), Local Government Act 1972)",
        ),
    ],
)
def test_a_letter_about_a_closed_report_holds_nothing_but_why_it_is_closed(written, closed, words):
    AgendaItem.objects.filter(pk=written.item_id).update(**closed, title=f"{CANARY} contract")
    written.title = f"The price of {CANARY}"
    written.save()
    report = sent(written)
    event = return_to_author(report=report, by=officer("First"), because=f"{CANARY} costs more.")
    for one in (*report.events.filter(step="sent"), event):
        tell_whose_turn(one)
    report = fresh(report)
    send_for_review(report=report, by=officer("Author"), words=f"{CANARY} is cheaper.")
    tell_whose_turn(report.events.last())
    assert len(mail.outbox) >= 2
    for letter in mail.outbox:
        assert CANARY not in letter.subject + letter.body
        assert words in " ".join(letter.body.split())


def test_labels_of_appendices_follow_their_order(written):
    for title in ("Held", "Wanted", "More"):
        save_appendix(report=written, title=title, kind=AppendixKind.CLINICS)

    def labelled():
        return [f"{row.label[-1]} {row.title}" for row in written.appendices.all()]

    assert labelled() == ["A Held", "B Wanted", "C More"]

    def moved_up(title):
        row = written.appendices.get(title=title)
        move_appendix(report=written, appendix=row.pk, by=-1, seen=row.version)

    moved_up("More")
    assert labelled() == ["A Held", "B More", "C Wanted"]
    moved_up("Held")
    remove_appendix(report=written, appendix=written.appendices.get(title="Held").pk)
    assert labelled() == ["A More", "B Wanted"]
    save_appendix(
        report=written, title="Most", kind=AppendixKind.SUGGESTED_CLINICS, appendix=written.appendices.first()
    )
    assert labelled() == ["A Most", "B Wanted"]


def test_comments_are_answered_and_settled_and_never_changed(written):
    by = officer("First")
    said = comment(report=written, text="Why?", by=by, heading=written.template.headings.first())
    answer = comment(report=written, text="Because.", by=officer("Author"), answers=said)
    again = comment(report=written, text="I see.", by=by, answers=answer)
    assert (answer.heading, again.answers) == (said.heading, said)
    assert settle(report=written, comments=[said.pk, answer.pk], by=by) == 1
    assert settle(report=written, comments=[said.pk], by=officer("Author")) == 0
    said.refresh_from_db()
    assert (said.settled_by, said.text) == (by, "Why?")


def test_history_tells_what_was_done_in_words(written):
    report = sent(written)
    told = {line for happening in report_happenings(report) for line in happening.sentences}
    assert {
        "Sent for review.",
        "Asked the First to review it.",
        "Wrote under “1. Summary”.",
        "Began the report.",
    } <= told


def test_it_is_known_since_when_a_report_waits_for_whom(written, settings):
    post = {name: Post.objects.get(title=name).pk for name in ("Author", "First", "Second")}

    def told(*own: str) -> str:
        (line,) = own_reports([post["Author"], post["First"]], dt.date(2007, 9, 20))
        return line.told_to([post[name] for name in own])

    assert told().startswith("Draft: waits for the Author, by")
    assert told("Author").startswith("Draft: waits for you as Author, by")
    settings.COUNCIL_TODAY = dt.date(2007, 9, 3)
    report = sent(written)
    settings.COUNCIL_TODAY = dt.date(2007, 9, 5)
    assert told("Author").startswith("In review: waits for the First since 3\u00a0September\u00a02007, by")
    signed_by(report, "First")
    settings.COUNCIL_TODAY = dt.date(2007, 9, 7)
    assert told("First").startswith("In review: waits for the Second since 5\u00a0September\u00a02007, by")
    report.title = "Another"
    report.save()
    assert told("First").startswith("In review: waits for you as First, by")
    signed_by(report, "First")
    signed_by(report, "Second")
    assert own_reports([post["Author"]], dt.date(2007, 9, 20)) == []


def test_what_is_not_ready_for_a_meeting_is_said(written):
    meeting = written.item.meeting
    AgendaItem.objects.create(meeting=meeting, number=2, title="Roads", kind="report")
    AgendaItem.objects.create(meeting=meeting, number=3, title="Apologies", kind="procedural")
    assert [str(one) for one in awaited_reports(meeting)] == [
        "Item 1, “Waste”: the report is a draft and waits for the Author, due 25\u00a0September\u00a02007.",
        "Item 2, “Roads”: no report has been started.",
    ]
    report = sent(written)
    assert "is in review and waits for the First, due" in awaited_reports(meeting)[0].why
    line, *_ = report_lines(CommitteeReport.objects.all(), dt.date(2007, 10, 1))
    assert (line.waits_for, line.is_late) == ("First", True)
    assert not report_lines(CommitteeReport.objects.all(), dt.date(2007, 9, 25))[0].is_late
    signed_by(report, "First")
    assert "waits for the Second" in awaited_reports(meeting)[0].why
    signed_by(report, "Second")
    assert [one.number for one in awaited_reports(meeting)] == [2]
    meeting.items.filter(number=2).update(withdrawn_because="Not this year.")
    assert awaited_reports(meeting) == ()


def test_a_report_that_is_not_signed_off_is_not_ready_where_a_pack_is_issued(written):
    meeting = written.item.meeting

    def sentences() -> list[str]:
        return [one.sentence for one in unready(meeting, dt.date(2007, 9, 1)) if one.number == 1]

    follows = "It can follow in a supplement, and is listed so."
    due = "due 25\u00a0September\u00a02007"
    assert sentences() == [f"The report is a draft and waits for the Author, {due}. {follows}"]
    report = sent(written)
    assert sentences()[0].startswith("The report is in review and waits for the First, due")
    signed_by(report, "First")
    signed_by(report, "Second")
    assert sentences() == []


@pytest.mark.parametrize("audience", list(Audience))
def test_until_it_is_signed_off_nobody_is_sent_a_report(written, audience):
    write(written, f"What {CANARY} costs.")
    view = agenda(written.item.meeting, Council.objects.get(), audience=audience, papers=True)
    assert (view.items[0].note, view.items[0].report) == ("report to follow", None)
    assert CANARY not in str(view)


# Frozen


def test_figures_refresh_until_the_report_is_signed_off_and_are_frozen_then(rotherham):
    report = CommitteeReport.objects.get(title="Performance clinics")
    meeting, council = report.item.meeting, Council.objects.get()
    before = report_view(report, meeting, council)
    assert before.figures_on == rotherham
    Clinic.objects.all().update(outcome="Another outcome.", why="Another reason.", title="Another title")
    Measurement.objects.all().update(actual=1)
    report.sections.all().update(body="Other words.")
    after = report_view(report, meeting, council)
    assert (after, [line.clinic.title for line in after.appendices[0].clinics]) == (
        before,
        [line.clinic.title for line in before.appendices[0].clinics],
    )
    assert "Another" not in str(after)
    assert not after.was_tampered_with
    report.state = ReportState.DRAFT
    live = report_view(report, meeting, council)
    assert {line.clinic.title for line in live.appendices[0].clinics} == {"Another title"}
    assert live.figures_on is None


def test_every_kind_of_appendix_comes_back_from_its_frozen_data_as_it_was(rotherham, django_assert_num_queries):
    report = CommitteeReport.objects.get(title="Performance clinics")
    meeting, council = report.item.meeting, Council.objects.get()
    report.appendices.all().delete()
    plan, year = Plan.objects.get(), ReportingPeriod.objects.get(kind="year", year=2006)
    for kind in AppendixKind:
        save_appendix(
            report=draft(report),
            title=kind.label,
            kind=kind,
            plan=plan if kind in OF_PLANS else None,
            period=year if kind in OF_INDICATORS else None,
        )
    live = written_view(report, meeting, council)
    signed = signed_off(report)
    with django_assert_num_queries(2):
        frozen = report_view(signed, meeting, council)
        html = render_to_string("meetings/parts/report.html", {"report": frozen})
    assert [replace(one, figures_on=None, sha256="") for one in frozen.appendices] == list(live.appendices)
    dated = f'<p class="facts">Figures as at {long_date(rotherham)}.</p>'
    assert html.count(dated) == len(AppendixKind)
    assert lines(html.replace(dated, "")) == lines(render_to_string("meetings/parts/report.html", {"report": live}))


def lines(html: str) -> list[str]:
    return [line.strip() for line in html.splitlines() if line.strip()]


def draft(report) -> CommitteeReport:
    found = fresh(report)
    if found.is_signed:
        found.state = ReportState.DRAFT
        found.save()
    return found


def test_what_was_tampered_with_says_so(rotherham):
    report = CommitteeReport.objects.get(title="Performance clinics")
    appendix = FrozenAppendix.objects.filter(frozen__report=report).first()
    appendix.content["title"] = "Only good news"
    appendix.save()
    view = report_view(report, report.item.meeting, Council.objects.get())
    assert view.was_tampered_with
    assert [block.is_whole for block in view.appendices] == [False, True]
    assert FrozenReport.objects.get(report=report).sha256 == view.sha256
