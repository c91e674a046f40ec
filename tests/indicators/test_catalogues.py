"""The catalogues of indicators that the program brings."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.choices import Role
from indicators.imports.catalogues import adopt, catalogues, names
from indicators.models import Indicator, IndicatorSet
from tests.reference import rows


@pytest.mark.parametrize(("name", "count"), [("bvpi", 199), ("ni", 199), ("paf", 67)])
def test_a_catalogue_comes_in_whole_and_every_name_to_be_checked_is_marked(council, name, count):
    findings = adopt(name)
    assert (findings.new, findings.doubts, Indicator.objects.count()) == (count, [], count)
    published = {
        row["ref"]
        for row in rows(f"{name}_catalogue.csv")
        if "published paper" in (row.get("title_basis"), row.get("name_basis"))
    }
    assert set(Indicator.objects.filter(name_to_check=False).values_list("ref", flat=True)) == published


def test_what_a_council_has_entered_stays_as_it_is(council):
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Ours")
    Indicator.objects.create(set=bvpi, ref="BV8", title="Our own words")
    assert adopt("bvpi").new == 198
    assert Indicator.objects.get(ref="BV8").title == "Our own words"
    assert adopt("bvpi").new == 0


def test_all_three_stand_side_by_side(council, capsys):
    for name in names():
        call_command("load_catalogue", name)
    assert "Names that come from general knowledge are marked" in capsys.readouterr().out
    assert [(c.name, c.indicators == c.adopted) for c in catalogues()] == [("bvpi", True), ("ni", True), ("paf", True)]


def test_a_dry_run_writes_nothing(council):
    assert adopt("ni", dry_run=True).new == 199
    assert not Indicator.objects.exists()


def test_the_performance_team_adopts_one_in_the_browser(council, signed_in):
    browser = signed_in(Role.PERFORMANCE)
    assert "0 of 67" in browser.get(reverse("uploads")).content.decode()
    page = browser.post(reverse("adopt-catalogue", args=["paf"]), follow=True).content.decode()
    assert "Indicators: 67 new" in page
    assert browser.post(reverse("adopt-catalogue", args=["nothing"])).status_code == 404


def test_references_stand_in_the_order_of_their_numbers(council):
    adopt("bvpi")
    refs = list(Indicator.objects.values_list("ref", flat=True))
    assert refs.index("BV8") < refs.index("BV11a") < refs.index("BV127a")


def test_of_each_catalogue_it_is_told_how_much_is_adopted_and_how_many_names_are_to_be_checked(council):
    to_check = {}
    for name in names():
        adopt(name)
        code = name.upper()
        own = Indicator.objects.filter(set__code=code)
        to_check[name] = (own.count(), own.filter(name_to_check=True).count())
        found = {catalogue.name: catalogue for catalogue in catalogues()}
        assert [found[each].adopted for each in names()] == [to_check.get(each, (0,))[0] for each in names()]
    assert {name: (one.indicators, one.to_check) for name, one in found.items()} == to_check
