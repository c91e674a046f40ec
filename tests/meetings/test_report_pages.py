"""The pages on which reports are written, reviewed and signed."""

from html import unescape
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import prose
from meetings.choices import ReportState
from meetings.models import CommitteeReport, ReportHeading, SectionDraft
from meetings.reporting.agenda import TO_FOLLOW
from meetings.services.reports import review_of
from organisation.models import Post, PostHolder

pytestmark = pytest.mark.one_database


@pytest.fixture
def report(rotherham) -> CommitteeReport:
    """The one in review: written by the policy officer, first read by the audit officer."""
    return CommitteeReport.objects.get(state="review")


@pytest.fixture
def gap(report) -> CommitteeReport:
    """The same with nothing under heading 9 yet, which asks for something."""
    report.sections.get(heading__number=9).delete()
    return report


def html(answer, status: int = 200) -> str:
    assert answer.status_code == status
    return unescape(answer.content.decode())


def where(name: str, report: CommitteeReport, *more) -> str:
    return reverse(name, args=[report.pk, *more])


def heading(report: CommitteeReport, number: int) -> ReportHeading:
    return report.template.headings.get(number=number)


def typed(report: CommitteeReport, number: int, text: str, *, opened: int, kind: str = "markdown") -> dict:
    key = heading(report, number).pk
    return {f"h{key}-text": text, f"h{key}-text-format": kind, f"h{key}-opened": opened}


def body(report: CommitteeReport, number: int) -> str:
    return report.sections.get(heading__number=number).body


# Who sees what


def test_what_waits_for_a_person_stands_first(as_, report):
    audit = html(as_("audit").get("/meetings/reports/"))
    assert (
        audit.index("Waiting for you") < audit.index("Read and sign") < audit.index("Reports in which you have a part")
    )
    waits = "In review: waits for the Director of Audit and Governance since 10\u00a0September\u00a02007, by 30\u00a0October\u00a02007"
    assert waits in audit
    assert "No report waits for you." in html(as_("policy").get("/meetings/reports/"))
    team = html(as_("performance").get("/meetings/reports/"))
    assert "Start the report for item 6, Corporate Improvement Plan" in team
    assert team.count("Signed off</td>") == 2
    assert "Signed off</td>" not in html(as_("performance").get("/meetings/reports/?state=review"))


def test_who_has_no_part_in_any_report_is_told_so(as_, report):
    page = html(as_("viewer").get("/meetings/reports/"))
    assert "You have no part in any report" in page
    assert report.title not in page


def test_my_work_names_the_reports_that_wait_and_whose_turn_it_is(as_, report):
    audit = html(as_("audit").get("/"))
    assert "1\u00a0report that you write or review is not signed off" in audit
    assert f'<a class="govuk-link" href="{report.get_absolute_url()}">{report.title}</a>' in audit
    since = "since 10\u00a0September\u00a02007, by 30\u00a0October\u00a02007"
    assert f"In review: waits for you as Director of Audit and Governance {since}" in audit
    assert f"In review: waits for the Director of Audit and Governance {since}" in html(as_("policy").get("/"))
    assert "not signed off" not in html(as_("hr").get("/"))


@pytest.mark.parametrize("name", ["viewer", "hr", "member"])
def test_others_see_that_a_report_is_to_follow_and_nothing_of_it(as_, report, name):
    item = report.item
    meeting = html(as_(name).get(item.meeting.get_absolute_url()))
    assert meeting.count(TO_FOLLOW.capitalize()) == 3  # the two items of which no report was started too
    assert report.title not in meeting
    assert "The report for this item is to follow." in html(
        as_(name).get(reverse("item", args=[item.meeting_id, item.number])), 404
    )
    refused = html(as_(name).get(where("report", report)), 403)
    assert "This report is being written." in refused
    assert report.title not in refused


def test_the_performance_team_is_told_what_is_not_ready(as_, report):
    address = report.item.meeting.get_absolute_url()
    assert "3\u00a0reports not ready." in html(as_("performance").get(address))
    assert "not ready" not in html(as_("policy").get(address))


def test_a_report_that_is_signed_off_says_as_at_when_its_figures_stand(as_, report):
    signed = CommitteeReport.objects.get(title="Performance clinics")
    item = html(as_("viewer").get(reverse("item", args=[signed.item.meeting_id, 5])))
    assert item.count("Figures as at 10\u00a0September\u00a02007.") == 2


# Starting


def test_who_presents_an_item_starts_its_report(as_, report):
    address = reverse("start-report", args=[report.item.meeting_id, 6])
    page = html(as_("policy").get(address))
    assert 'value="Corporate Improvement Plan"' in page
    author = Post.objects.get(title="Head of Policy and Performance").pk
    facts = {"title": "Winter", "template": report.template_id, "author": author, "opened_version": 0}
    answer = as_("policy").post(address, facts)
    made = CommitteeReport.objects.get(title="Winter")
    assert (answer["Location"], made.state) == (made.get_absolute_url(), ReportState.DRAFT)
    assert as_("policy").get(address)["Location"] == made.get_absolute_url()
    other = {**facts, "author": Post.objects.get(title="Chief Executive").pk}
    made.delete()
    assert "There is no such choice" in html(as_("policy").post(address, other), 422)


@pytest.mark.parametrize(("length", "status"), [(300, 302), (301, 422)])
def test_a_title_has_at_most_300_characters(as_, report, length, status):
    address = where("edit-report", report)
    facts = {"title": "x" * length, "author": report.author_id, "opened_version": report.version}
    assert as_("policy").post(address, facts).status_code == status


# Writing


def test_one_heading_is_saved_and_what_was_typed_under_another_is_kept_as_a_draft(as_, gap):
    data = typed(gap, 9, "A risk.", opened=0) | typed(gap, 10, "Half a thought", opened=0)
    client = as_("policy")
    answer = client.post(where("write-report", gap), data | {"only": heading(gap, 9).pk})
    assert answer["Location"].endswith(f"#section-{heading(gap, 9).pk}")
    assert body(gap, 9) == "A risk."
    assert SectionDraft.objects.get().text == "Half a thought"
    page = html(client.get(where("write-report", gap)))
    assert "Half a thought" in page
    assert page.count("it is not saved yet") == 1


def test_what_the_editor_posts_is_kept_as_markdown_and_what_is_left_out_is_said(as_, gap):
    posted = (
        '<h3>Why</h3><p onclick="x()">A <strong>bold</strong> <script>alert(1)</script>word.</p>'
        "<table><tbody><tr><th><p>A</p></th><th><p>B</p></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr></tbody></table>"
        '<img src="data:image/png;base64,AAAA"><img src="https://a.example/b.png">'
    )
    client = as_("policy")
    answer = client.post(where("write-report", gap), typed(gap, 9, posted, opened=0, kind="html"), follow=True)
    assert body(gap, 9) == "### Why\n\nA **bold** word.\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"
    assert "9. Risks and uncertainties: 2 images were left out" in html(answer)
    preview = html(client.get(where("preview-report", gap)))
    assert '<th scope="col">A</th>' in preview
    assert "<h4>Why</h4>" in preview


def test_two_people_on_one_heading_see_both_texts_and_the_words_are_kept(as_, report):
    first, second = as_("policy"), as_("performance")
    opened = report.sections.get(heading__number=8).version
    assert first.post(where("write-report", report), typed(report, 8, "Mine", opened=opened)).status_code == 302
    page = html(second.post(where("write-report", report), typed(report, 8, "Theirs", opened=opened)), 409)
    assert "Policy officer has saved this meanwhile" in page
    assert "<p>Mine</p>" in page
    assert "Theirs</textarea>" in page
    assert body(report, 8) == "Mine"
    again = typed(report, 8, "Both", opened=opened + 1)
    assert f'name="h{heading(report, 8).pk}-opened" value="{opened + 1}"' in page
    second.post(where("write-report", report), again)
    assert body(report, 8) == "Both"


def test_a_draft_is_offered_on_another_machine_and_can_be_thrown_away(as_, gap):
    kept = as_("policy").post(
        where("keep-draft", gap), typed(gap, 9, "Typed here", opened=0) | {"heading": heading(gap, 9).pk}
    )
    assert set(kept.json()) == {"at"}
    elsewhere = as_("policy")
    assert "Typed here</textarea>" in html(elsewhere.get(where("write-report", gap)))
    assert "with 1\u00a0draft of yours" in html(elsewhere.get(where("preview-report", gap)))
    assert "Typed here" not in html(as_("performance").get(where("write-report", gap)))
    elsewhere.post(where("keep-draft", gap), {"heading": heading(gap, 9).pk, "drop": "1"})
    assert SectionDraft.objects.count() == 0


def test_a_draft_of_an_older_text_shows_what_was_saved_since(as_, report):
    client, opened = as_("policy"), report.sections.get(heading__number=8).version
    draft = typed(report, 8, "Typed", opened=opened) | {"heading": heading(report, 8).pk}
    client.post(where("keep-draft", report), draft)
    as_("performance").post(where("write-report", report), typed(report, 8, "Saved since", opened=opened))
    page = html(client.get(where("write-report", report)))
    assert "Performance officer has saved this meanwhile" in page
    assert "Typed</textarea>" in page


def test_drafts_leave_no_history_and_a_saved_text_one_line(as_, gap):
    client = as_("policy")
    for text in ("a", "ab", "abc"):
        client.post(where("keep-draft", gap), typed(gap, 9, text, opened=0) | {"heading": heading(gap, 9).pk})
    assert not gap.sections.filter(heading__number=9).exists()
    client.post(where("write-report", gap), typed(gap, 9, "abc", opened=0))
    assert gap.sections.get(heading__number=9).history.count() == 1
    assert SectionDraft.objects.count() == 0


TALL = "<table>" + "<tr><td>1</td><td>2</td></tr>" * 3000 + "</table>"


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [(TALL, "A table here has 3,000 rows; up to 500 are taken."), ("<p>word</p>" * 20_000, "up to 100,000 are taken")],
)
def test_what_is_too_much_is_refused_with_a_sentence_and_kept_in_the_box(as_, gap, posted, sentence):
    sent = typed(gap, 9, posted, opened=0, kind="html")
    page = html(as_("policy").post(where("write-report", gap), sent), 422)
    assert sentence in page
    assert "Nothing is saved yet. What you wrote here is kept as your draft" in page
    kept = SectionDraft.objects.get()
    assert kept.text == prose.from_html(posted)
    assert not gap.sections.filter(heading__number=9).exists()
    again = html(as_("policy").get(where("write-report", gap)))
    assert "it is not saved yet." in again
    assert kept.text.splitlines()[-1] in again
    kept.delete()
    answer = as_("policy").post(where("keep-draft", gap), sent | {"heading": heading(gap, 9).pk}).json()
    assert sentence in answer["refused"]
    assert answer["at"]
    assert SectionDraft.objects.get().text == kept.text


def test_what_is_longer_than_any_draft_is_not_kept_and_not_lost_from_the_page(as_, gap):
    sent = typed(gap, 9, "word " * 200_000, opened=0)
    page = html(as_("policy").post(where("write-report", gap), sent), 422)
    assert "are taken. Shorten it." in page
    assert "kept as your draft" not in page
    assert f"{'word ' * 100}" in page
    answer = as_("policy").post(where("keep-draft", gap), sent | {"heading": heading(gap, 9).pk})
    assert (answer.status_code, answer.json()["at"]) == (422, "")
    assert not SectionDraft.objects.exists()


def test_a_report_each_of_whose_headings_is_as_long_as_may_be_is_taken_in_one(as_, gap):
    """What an editor writes for 480 rows of ten figures, under each of the headings."""
    cell = '<td colspan="1" rowspan="1"><p>12.4 per cent</p></td>'
    table = f"<table>{'<tr>' + cell * 10 + '</tr>'}{('<tr>' + cell * 10 + '</tr>') * 479}</table>"
    numbers = [one.number for one in gap.template.headings.filter(field="")]
    sent = {}
    for number in numbers:
        sent |= typed(gap, number, table, opened=0, kind="html")
    for section in gap.sections.all():
        sent[f"h{section.heading_id}-opened"] = section.version
    length = len(urlencode(sent))
    assert 2_621_440 < length < settings.FORM_BYTES
    body = urlencode(sent)
    answer = as_("policy").post(where("write-report", gap), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert {len(section.body) for section in gap.sections.all()} == {len(prose.from_html(table))}


def test_a_pasted_picture_of_50_megapixels_is_left_out_by_its_name_and_the_words_beside_it_stay(as_, gap):
    picture = f'<p>Before <b>it</b></p><p><img src="data:image/png;base64,{"A" * 5_000_000}"></p><p>After</p>'
    client = as_("policy")
    told = html(client.post(where("write-report", gap), typed(gap, 9, picture, opened=0, kind="html"), follow=True))
    assert "1 image was left out: reports hold words and tables. Attach it to the item." in told
    assert gap.sections.get(heading__number=9).body == "Before **it**\n\nAfter"


def test_more_than_a_form_takes_is_answered_with_what_where_and_how_to_mend_it(as_, gap):
    answer = as_("policy").post(where("write-report", gap), typed(gap, 9, "x" * 10_000_001, opened=0))
    assert "What was sent is longer than 10\u00a0MB" in html(answer, 400)
    assert "nothing of it was saved. It is all below: send a part of it at a time" in html(answer, 400)
    assert html(answer, 400).count("x" * 10_000_001) == 1
    assert f'data-most="{settings.FORM_BYTES}"' in html(as_("policy").get(where("write-report", gap)))
    assert not gap.sections.filter(heading__number=9).exists()


def test_a_word_of_400_letters_is_shown_and_may_break(as_, gap):
    as_("policy").post(where("write-report", gap), typed(gap, 9, "x" * 400, opened=0))
    assert f"<p>{'x' * 400}</p>" in html(as_("policy").get(where("preview-report", gap)))


# Appendices


def test_an_appendix_names_its_plan_or_its_period(as_, report):
    address = where("add-appendix", report)
    assert "Say which plan it shows." in html(as_("policy").post(address, {"kind": "plan", "title": "x"}), 422)
    assert "Say which period it reports." in html(as_("policy").post(address, {"kind": "scorecard", "title": "x"}), 422)
    as_("policy").post(address, {"kind": "clinics", "title": "Clinics held"})
    assert [row.label for row in report.appendices.all()] == ["Appendix A", "Appendix B"]
    page = html(as_("policy").get(where("report-appendices", report)))
    assert "Appendix B: Clinics held" in page
    assert "clinics. The effect is measured" in page
    moved = report.appendices.get(title="Clinics held")
    as_("policy").post(where("report-appendices", report), {"do": f"up-{moved.pk}-{moved.version}"})
    assert report.appendices.get(title="Clinics held").label == "Appendix A"


# Review


def test_it_is_signed_by_those_who_review_it_in_turn_and_read_by_all_then(as_, report):
    for name in ("audit", "policy"):
        client = as_(name)
        page = html(client.get(where("sign-report", report)))
        seen = review_of(CommitteeReport.objects.get(pk=report.pk)).text
        assert f'name="seen" value="{seen}"' in page
        assert ("You are the last to sign" in page) == (name == "policy")
        assert client.post(where("sign-report", report), {"seen": seen}).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.SIGNED
    item = reverse("item", args=[report.item.meeting_id, report.item.number])
    assert "Minutes for six actions" in html(as_("viewer").get(item))
    assert "Version 1, 10\u00a0September\u00a02007" in html(as_("performance").get(where("report", report)))
    assert "Minutes for six actions" in html(as_("audit").get(where("frozen-report", report, 1)))
    assert "is signed off, and stays as it is" in html(as_("policy").get(where("write-report", report), follow=True))


def test_the_performance_team_signs_for_a_post_and_it_is_said(as_, report):
    client = as_("performance")
    assert "You do not hold this post" in html(client.get(where("sign-report", report)))
    client.post(where("sign-report", report), {"seen": review_of(report).text, "words": "By telephone."})
    page = html(client.get(where("report", report)))
    assert "by Performance officer, acting for the post" in page
    assert "Signed on behalf of the Director of Audit and Governance: By telephone." in page


def test_a_reviewer_whose_turn_it_is_not_does_not_sign(as_, report):
    PostHolder.objects.filter(post__title="Director of Audit and Governance").delete()
    assert "whose turn it is" in html(as_("policy").get(where("sign-report", report)), 403)
    assert as_("policy").post(where("sign-report", report), {"seen": "x"}).status_code == 403


def test_a_text_that_changed_since_shows_what_was_signed_as_an_earlier_text(as_, report):
    as_("audit").post(where("sign-report", report), {"seen": review_of(report).text})
    opened = report.sections.get(heading__number=8).version
    as_("policy").post(where("write-report", report), typed(report, 8, "Much.", opened=opened))
    assert "Signed an earlier text on 10\u00a0September\u00a02007 by Audit officer" in html(
        as_("policy").get(where("report", report))
    )


def test_the_last_signatory_opens_a_report_again_with_a_reason(as_, report):
    for name in ("audit", "policy"):
        seen = review_of(CommitteeReport.objects.get(pk=report.pk)).text
        as_(name).post(where("sign-report", report), {"seen": seen})
    PostHolder.objects.filter(user__email__startswith="audit").delete()
    assert as_("audit").get(where("reopen-report", report)).status_code == 403
    assert "Say why." in html(as_("policy").post(where("reopen-report", report), {"words": ""}), 422)
    as_("policy").post(where("reopen-report", report), {"words": "A figure was wrong."})
    assert CommitteeReport.objects.get(pk=report.pk).state == ReportState.DRAFT
    assert "Opened again: A figure was wrong." in html(as_("policy").get(where("report", report)))


def test_comments_are_answered_and_settled_on_the_page(as_, report):
    client, said = as_("policy"), report.comments.first()
    client.post(where("comment-on-report", report), {"text": "They were drawn by lot.", "answers": said.pk})
    client.post(where("comment-on-report", report), {"settle": said.pk})
    page = html(client.get(where("report", report)))
    assert "They were drawn by lot." in page
    assert "Settled by Policy officer on" in page
    assert "Write what you have to say." in html(client.post(where("comment-on-report", report), {"text": ""}), 422)


def test_nobody_comments_on_a_report_by_naming_another(as_, report):
    other = CommitteeReport.objects.exclude(pk=report.pk).first()
    theirs = other.comments.create(text="x", by=User.objects.first())
    for data in ({"text": "y", "answers": theirs.pk}, {"settle": theirs.pk}, {"text": "y", "answers": "z"}):
        assert as_("policy").post(where("comment-on-report", report), data).status_code == 404


def test_reviewers_are_named_once_and_in_order(as_, report):
    audit, chief = (Post.objects.get(title=t).pk for t in ("Director of Audit and Governance", "Chief Executive"))
    client = as_("policy")
    twice = {"post_0": audit, "post_1": audit}
    assert "This post is named above already" in html(client.post(where("report-reviewers", report), twice), 422)
    client.post(where("report-reviewers", report), {"post_0": chief, "post_1": audit, "deadline_1": "2007-10-20"})
    found = [(row.post_id, str(row.deadline)) for row in report.reviewers.all()]
    assert found == [(chief, "2007-10-30"), (audit, "2007-10-20")]


def test_without_javascript_the_box_takes_markdown_and_says_how(as_, report):
    page = html(as_("policy").get(where("write-report", report)))
    assert "Leave a blank line between paragraphs." in page
    assert "### What is asked of owners" in page
    assert '<input type="hidden" name="h' in page


def test_a_stranger_is_asked_to_sign_in_for_a_draft(report):
    answer = Client().post(where("keep-draft", report), {})
    assert "/sign-in/" in answer["Location"]
