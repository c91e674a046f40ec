import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from accounts.choices import Role
from meetings.models import AgendaItem, CommitteeReport, ReportHeading, ReportTemplate
from meetings.services.templates import adopt, shipped_templates
from organisation.models import Post
from tests.meetings.keeping.pages import html

pytestmark = pytest.mark.django_db


def page(name, *args) -> str:
    return reverse(name, args=args)


def test_three_templates_come_with_the_program(db):
    shipped = {template.key: template for template in shipped_templates()}
    assert {key: len(template.headings) for key, template in shipped.items()} == {
        "rotherham": 11,
        "rochford": 5,
        "plain": 13,
    }
    for template in shipped.values():
        for heading in template.headings:
            assert bool(heading.field) != bool(heading.guidance), heading
            assert heading.field or heading.words, heading
        assert sum(heading.required for heading in template.headings) > 3


@pytest.mark.parametrize("key", ["rotherham", "rochford", "plain"])
def test_a_shipped_template_is_whole_once_it_is_taken(key):
    template = adopt(key)
    template.full_clean()
    for heading in template.headings.all():
        heading.full_clean()
        assert heading.history.count() == 1
    assert list(template.headings.values_list("number", flat=True)) == list(range(1, template.headings.count() + 1))
    assert template.is_default


def test_the_team_takes_changes_and_chooses_templates(team, council):
    assert "No report template yet" in html(team.get(page("report-templates")))
    for key in ("plain", "rochford"):
        team.post(page("adopt-template"), {"template": key})
    again = html(team.post(page("adopt-template"), {"template": "plain"}, follow=True))
    assert "already" in again
    assert "No report template “nonsense” comes with the program." in html(
        team.post(page("adopt-template"), {"template": "nonsense"}, follow=True)
    )
    plain, rochford = (ReportTemplate.objects.get(name__startswith=name) for name in ("Plain", "Rochford"))
    assert (plain.is_default, rochford.is_default) == (True, False)
    team.post(page("default-template", rochford.pk), {"seen": rochford.version})
    assert list(ReportTemplate.objects.filter(is_default=True)) == [rochford]
    stale = html(team.post(page("default-template", plain.pk), {"seen": 99}, follow=True))
    assert "Someone else has changed" in stale


def test_headings_are_added_renamed_moved_and_removed_unless_used(team, meeting, items):
    template = adopt("rochford")
    (item,) = items("A")
    report = CommitteeReport(item=item, template=template, title="A", author=Post.objects.create(title="Head"))
    report.save()
    first, second = template.headings.all()[:2]
    report.sections.create(heading=first, body="x")
    team.post(page("add-heading", template.pk), {"title": "Next steps", "field": "", "guidance": "Who.", "words": "60"})
    assert template.headings.last().number == 6
    arrange = page("arrange-headings", template.pk)
    assert "something hangs on it" in html(
        team.post(arrange, {"do": f"heading-{first.pk}-{first.version}-remove"}, follow=True)
    )
    team.post(arrange, {"do": f"heading-{second.pk}-{second.version}-remove"})
    assert list(template.headings.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    dated = ReportHeading.objects.create(template=template, number=6, title="Date", field="date")
    assert "stands in the reports" in html(
        team.post(arrange, {"do": f"heading-{dated.pk}-{dated.version}-remove"}, follow=True)
    )
    where = page("edit-heading", template.pk, first.pk)
    sent = {"title": "Decision", "field": "", "guidance": "", "words": "0", "opened_version": "1"}
    assert "at least one word" in html(team.post(where, sent), 422)
    team.post(where, sent | {"words": ""})
    filled = sent | {"field": "date", "required": "on", "words": "", "opened_version": "2"}
    assert "neither required nor of a length" in html(team.post(where, filled), 422)
    first.refresh_from_db()
    assert (first.title, first.words) == ("Decision", None)
    assert "Decision" in html(team.get(page("report-template", template.pk)))


def test_readers_see_headings_with_their_guidance_and_change_nothing(signed_in, council):
    template = adopt("plain")
    reader = signed_in(Role.OFFICER)
    shown = html(reader.get(page("report-templates")))
    assert "about 500 words" in shown
    assert "Say what got worse before what got better." in shown
    assert "Take it" not in shown
    assert reader.get(page("report-template", template.pk)).status_code == 403


def test_a_template_is_taken_by_a_command(capsys):
    call_command("adopt_template", "plain")
    assert "Plain committee report" in capsys.readouterr().out
    with pytest.raises(CommandError, match="already"):
        call_command("adopt_template", "plain")
    with pytest.raises(CommandError, match="There are: plain, rochford, rotherham"):
        call_command("adopt_template", "nonsense")


def test_a_heading_that_fills_itself_in_asks_nothing(council):
    template = ReportTemplate.objects.create(name="T")
    with pytest.raises(Exception, match="neither required"):
        ReportHeading(template=template, number=1, title="Date", field="date", required=True).full_clean()
    assert AgendaItem.objects.count() == 0
