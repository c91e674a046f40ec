import pytest

from indicators.models import Alias, Indicator, IndicatorSet

pytestmark = [pytest.mark.usefixtures("rotherham"), pytest.mark.one_database]


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_an_indicator_begins_with_its_sentence(as_):
    html = page(as_("viewer"), "/indicators/BVPI/BV8/")
    sentence = "91.0\u00a0% in 2006/07 misses the target of 95.9\u00a0% by 4.9 percentage points, more than the tolerance of 2\u00a0% of the target."
    assert sentence in html
    assert html.index(sentence) < html.index("<svg") < html.index("<table")
    assert "No change on 2005/06 (91.0\u00a0%)." in html
    assert "3rd quartile, as stated by the report of 10 September 2007" in html


def test_the_chart_shows_the_clinic_and_says_what_it_shows(as_):
    html = page(as_("viewer"), "/indicators/BVPI/BV8/")
    assert "clinic 26\u00a0Jan\u00a02007" in html
    assert "Actual: 2005/06 91.0\u00a0%, 2006/07 91.0\u00a0%." in html


def test_what_is_being_done_is_named_once_with_its_steps(as_):
    html = page(as_("viewer"), "/indicators/BVPI/BV8/")
    assert html.count("Process more invoices within 30 days") == 1
    assert "due 31\u00a0Mar\u00a02010" in html


@pytest.mark.parametrize("address", ["/indicators/bvpi/bv8/", "/indicators/BVPI/Bv8/", "/indicators/LPI/FIN1/"])
def test_an_indicator_is_found_whatever_its_capitals_and_by_an_alias(as_, address):
    Alias.objects.create(
        indicator=Indicator.objects.get(ref="BV8"), set=IndicatorSet.objects.get(code="LPI"), ref="FIN1"
    )
    assert "BV8 Invoices paid within 30 days" in page(as_("viewer"), address)


def test_an_indicator_that_does_not_exist_is_a_clear_page(as_):
    answer = as_("viewer").get("/indicators/BVPI/BV999/")
    assert answer.status_code == 404
    assert "There is no indicator BV999 in the set BVPI." in answer.content.decode()


def test_an_indicator_without_any_figure_says_so(as_):
    empty = Indicator.objects.create(set=IndicatorSet.objects.get(code="LPI"), ref="NEW", title="New")
    html = page(as_("viewer"), empty.get_absolute_url())
    assert "No figure has come in yet." in html
    assert "No figures or targets yet." in html


def test_a_missing_figure_is_awaited_once_it_was_due(as_):
    assert "Awaited" in page(as_("viewer"), "/indicators/PAF/C72/")


def listed(client, query: str) -> list[str]:
    return [row["Ref"] for row in client.get(f"/indicators/?{query}&_export=json").json()]


def test_the_list_is_filtered_and_sorted(as_):
    viewer = as_("viewer")
    assert listed(viewer, "set=CPA") == ["11a", "11b", "11c"]
    assert listed(viewer, "rating=amber") == ["BV127a"]
    assert listed(viewer, "q=housing+claim") == ["BV78a"]
    assert listed(viewer, "set=CPA&sort=-ref") == ["11c", "11b", "11a"]
    assert set(listed(viewer, "set=PAF&direction=improved")) == {"C72"}


def test_an_export_carries_plain_values_and_every_column(as_):
    row = next(r for r in as_("viewer").get("/indicators/?_export=json").json() if r["Ref"] == "BV8")
    assert row == {
        "Ref": "BV8", "Indicator": "Invoices paid within 30 days", "Unit": "%", "Period": "2006/07", "Actual": 91,
        "Target": 95.9, "Rating": "red", "Direction": "no_change", "Quartile": "third", "Owner": "Procurement Client",
    }  # fmt: skip
