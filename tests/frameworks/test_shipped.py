"""The frameworks that the program brings."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.choices import Role
from frameworks.imports.shipped import FRAMEWORKS, NameTakenError, adopt, standings
from organisation.models import Framework, Outcome

LOF = "local-outcomes-framework"


def test_the_local_outcomes_framework_has_sixteen_outcomes_of_which_two_are_contextual(council):
    framework, findings = adopt(LOF)
    assert (findings.new, framework.outcomes.count()) == (16, 16)
    assert list(framework.outcomes.values_list("ref", flat=True)) == [str(number) for number in range(1, 17)]
    contextual = framework.outcomes.filter(group="Contextual outcomes")
    assert [row.title for row in contextual] == ["Economic prosperity and regeneration", "Child poverty"]
    assert framework.kind == "government"
    assert "Open Government Licence" in framework.source


def test_adopting_again_adds_what_is_missing_and_leaves_what_was_changed(council):
    framework, _ = adopt(LOF)
    changed, removed = framework.outcomes.get(ref="3"), framework.outcomes.get(ref="14")
    changed.title = "Nobody without a home"
    changed.save()
    removed.delete()
    framework.name = "What government asks"
    framework.save()
    (standing,) = standings()
    assert (standing.adopted, standing.missing) == (framework, 1)
    again, findings = adopt(LOF)
    assert (again, findings.new, findings.changed) == (framework, 1, 0)
    assert Outcome.objects.get(ref="3").title == "Nobody without a home"
    assert adopt(LOF)[1].new == 0
    assert standings()[0].missing == 0


def test_a_framework_of_that_name_that_the_council_entered_is_left_alone(council):
    Framework.objects.create(name="Local Outcomes Framework", kind="government")
    with pytest.raises(
        NameTakenError,
        match=r"^You have a framework called “Local Outcomes Framework” already\. Give yours another name",
    ):
        adopt(LOF)
    assert Outcome.objects.count() == 0


def test_the_performance_team_adopts_with_one_button(council, signed_in):
    team = signed_in(Role.PERFORMANCE)
    assert "Frameworks that come with the program" in team.get("/frameworks/").content.decode()
    page = team.post(reverse("adopt-framework", args=[LOF]), follow=True).content.decode()
    assert "“Local Outcomes Framework” is adopted: 16\u00a0outcomes." in page
    assert "Frameworks that come with the program" not in page
    team.post(reverse("adopt-framework", args=[LOF]))
    assert Outcome.objects.count() == 16
    assert team.post(reverse("adopt-framework", args=["nothing"])).status_code == 404


def test_the_command_adopts_and_a_dry_run_writes_nothing(council, capsys):
    call_command("adopt_framework", LOF, "--dry-run")
    assert not Framework.objects.exists()
    call_command("adopt_framework", LOF)
    assert capsys.readouterr().out.splitlines()[1] == (
        "Local Outcomes Framework: Outcomes: 16 new, 0 changed, 0 unchanged."
    )
    Framework.objects.update(shipped_as="")
    with pytest.raises(CommandError, match="already"):
        call_command("adopt_framework", LOF)


def test_every_shipped_framework_can_be_read(council):
    for key, shipped in FRAMEWORKS.items():
        table = shipped.table()
        assert (key, table.doubts, table.unknown_columns) == (shipped.key, [], [])
