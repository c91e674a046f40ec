"""Outcomes from a table: looked over, then taken in whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from lxml import html

from accounts.choices import Role
from core.exports import to_xlsx
from frameworks.imports.outcomes import MOST_ROWS, fingerprint, import_outcomes, read_table
from organisation.models import Framework, Outcome

TABLE = "ref,title,group\nR1,Act on risk,Governance\nR2,Publish a plan,Governance\n"


def take(framework: Framework, text: str, *, dry_run: bool = False):
    return import_outcomes(framework, read_table(text.encode(), "t.csv"), dry_run=dry_run)


def stored(framework: Framework) -> list[tuple[str, str, str]]:
    return list(framework.outcomes.values_list("ref", "title", "group"))


@pytest.fixture
def framework(council) -> Framework:
    return Framework.objects.create(name="Peer challenge", kind="inspection")


def test_a_table_comes_in_in_its_order_with_its_headings(framework):
    assert str(take(framework, TABLE)) == "Outcomes: 2 new, 0 changed, 0 unchanged."
    assert stored(framework) == [("R1", "Act on risk", "Governance"), ("R2", "Publish a plan", "Governance")]
    assert framework.outcomes.first().history.count() == 1


def test_a_table_may_be_taken_in_again_and_changes_what_it_says_otherwise(framework):
    take(framework, TABLE)
    again = take(framework, "ref,title,group\nR2,Publish the plan,—\nr1,Act on risk,\nR3,Train members,Capacity\n")
    assert (again.new, again.changed, again.unchanged) == (1, 1, 1)
    assert stored(framework) == [
        ("R1", "Act on risk", "Governance"),
        ("R2", "Publish the plan", ""),
        ("R3", "Train members", "Capacity"),
    ]
    assert take(framework, TABLE.replace("Publish a", "Publish the").replace(",Governance", "")).unchanged == 2


def test_new_outcomes_follow_the_last_of_those_that_are_there(framework):
    take(framework, TABLE)
    take(framework, "ref,title\nR0,Look ahead\n")
    assert [(row.ref, row.order) for row in framework.outcomes.all()] == [("R1", 1), ("R2", 2), ("R0", 3)]


def test_an_outcome_without_a_reference_is_known_by_its_title(framework):
    take(framework, "title\nTrain members\n")
    findings = take(framework, "ref,title\n7,train  members\n")
    assert (findings.new, findings.changed) == (0, 1)
    assert [ref for ref, _, _ in stored(framework)] == ["7"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("ref,title\nR9,\n", "Row 2, column title: This is needed and is empty."),
        (
            "ref,title\nR1,One\nR1,Two\n",
            "Row 3, column ref: The same outcome stands in a row above. Leave one of the two out.",
        ),
        ("title\nOne\nONE\n", "Row 3, column title: The same outcome stands in a row above. Leave one of the two out."),
        (
            "title\nOne  and two\nOne and two\n",
            "Row 3, column title: The same outcome stands in a row above. Leave one of the two out.",
        ),
        ("ref,title\nR1,One\nR2,One\n", "Row 3, column title: “One” is the title of R1 already. Say it otherwise."),
        (f"title\n{'x' * 251}\n", "Row 2, column title: Ensure this value has at most 250 characters (it has 251)."),
        (f"ref,title\n{'R' * 21},One\n", "Row 2, column ref: Ensure this value has at most 20 characters (it has 21)."),
        (
            f"title,group\nOne,{'g' * 151}\n",
            "Row 2, column group: Ensure this value has at most 150 characters (it has 151).",
        ),
    ],
)
def test_a_table_in_doubt_keeps_everything_out_and_says_where(framework, text, doubt):
    findings = take(framework, text)
    assert [str(one) for one in findings.doubts] == [doubt]
    assert stored(framework) == []


def test_a_table_in_doubt_is_not_taken_in_by_saying_that_it_was_seen(framework):
    text = "ref,title\nR1,One\nR9,\n"
    seen = fingerprint(take(framework, text, dry_run=True))
    findings = import_outcomes(framework, read_table(text.encode(), "t.csv"), dry_run=False, seen=seen)
    assert [doubt.sentence for doubt in findings.doubts] == ["This is needed and is empty."]
    assert stored(framework) == []


def test_a_table_that_is_too_long_is_refused(framework):
    findings = take(framework, "title\n" + "".join(f"Outcome {n}\n" for n in range(MOST_ROWS + 1)))
    assert [str(doubt) for doubt in findings.doubts] == [
        f"Row {MOST_ROWS + 2}, column title: A framework takes up to {MOST_ROWS} outcomes: put the rest into another one."
    ]
    assert stored(framework) == []


# In the browser


def look_over(browser, framework: Framework, content: bytes, name: str = "t.csv"):
    address = reverse("import-outcomes", args=[framework.pk])
    return browser.post(address, {"file": SimpleUploadedFile(name, content)})


def carried(page) -> dict[str, str]:
    tree = html.document_fromstring(page.content)
    return {
        "table": tree.xpath("//textarea[@name='table']")[0].text.removeprefix("\n"),
        "seen": tree.xpath("//input[@name='seen']/@value")[0],
    }


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_is_looked_over_in_the_browser_and_then_taken_in(framework, signed_in, kind):
    team = signed_in(Role.PERFORMANCE)
    rows = [("R1", "=Act, on “risk”", "Governance"), ("R2", "Publish a plan", "")]
    content = TABLE.encode() if kind == "csv" else to_xlsx(("ref", "title", "group"), rows)
    page = look_over(team, framework, content, f"t.{kind}")
    assert page.status_code == 200
    assert Outcome.objects.count() == 0
    done = team.post(reverse("import-outcomes", args=[framework.pk]), carried(page), follow=True)
    assert "Outcomes: 2 new, 0 changed, 0 unchanged." in done.content.decode()
    first = ("R1", "Act on risk", "Governance") if kind == "csv" else rows[0]
    assert stored(framework)[0] == first


def test_what_has_changed_since_it_was_looked_over_is_not_taken_in(framework, signed_in):
    team = signed_in(Role.PERFORMANCE)
    page = look_over(team, framework, TABLE.encode())
    take(framework, "ref,title\nR1,Somebody else's words\n")
    done = team.post(reverse("import-outcomes", args=[framework.pk]), carried(page), follow=True)
    assert "What is stored has changed since you looked." in done.content.decode()
    assert [title for _, title, _ in stored(framework)] == ["Somebody else's words"]


def test_a_form_that_was_changed_is_not_taken_in(framework, signed_in):
    team = signed_in(Role.PERFORMANCE)
    given = carried(look_over(team, framework, TABLE.encode()))
    for changed in ({"table": given["table"] + "R3,More,\n"}, {"seen": ""}, {"table": "nothing"}):
        team.post(reverse("import-outcomes", args=[framework.pk]), given | changed)
    assert stored(framework) == []


def test_doubts_and_unreadable_files_are_told_on_the_page(framework, signed_in):
    team = signed_in(Role.PERFORMANCE)
    page = look_over(team, framework, b"ref,title\nR1,One\nR1,Two\n")
    assert "Row 3, column ref: The same outcome stands in a row above." in page.content.decode()
    assert "Take it in" not in page.content.decode()
    refused = look_over(team, framework, b"name\nOne\n")
    assert refused.status_code == 422
    assert "title" in refused.content.decode()


def test_a_table_that_says_nothing_new_leaves_nothing_to_do(framework, signed_in):
    take(framework, TABLE)
    page = look_over(signed_in(Role.PERFORMANCE), framework, TABLE.encode()).content.decode()
    assert "Everything in this table is stored already." in page


# From the command line


def test_the_command_makes_the_framework_and_says_what_came_of_it(council, tmp_path, capsys):
    file = tmp_path / "laa.csv"
    file.write_text(TABLE)
    call_command("import_framework", str(file), "--name", "LAA", "--kind", "community_strategy", "--dry-run")
    assert not Framework.objects.exists()
    call_command("import_framework", str(file), "--name", "LAA", "--kind", "community_strategy")
    call_command("import_framework", str(file), "--name", "LAA")
    framework = Framework.objects.get()
    assert (framework.kind, framework.outcomes.count()) == ("community_strategy", 2)
    assert capsys.readouterr().out.splitlines() == [
        "Would be done: The framework LAA is new. Outcomes: 2 new, 0 changed, 0 unchanged.",
        "The framework LAA is new. Outcomes: 2 new, 0 changed, 0 unchanged.",
        "Outcomes: 0 new, 0 changed, 2 unchanged.",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ref,title\nR1,\n", "Nothing was imported: 1\u00a0cell needs mending."),
        ("ref,title\n", "Nothing was imported: t.csv holds no outcome."),
    ],
)
def test_the_command_fails_where_nothing_was_done(council, tmp_path, text, sentence):
    file = tmp_path / "t.csv"
    file.write_text(text)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_framework", str(file), "--name", "LAA")
    assert not Framework.objects.exists()


def test_a_file_that_is_not_there_is_told(council, tmp_path):
    with pytest.raises(CommandError, match="could not be read"):
        call_command("import_framework", str(tmp_path / "none.csv"), "--name", "LAA")
