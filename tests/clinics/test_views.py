import pytest

from clinics.models import Clinic
from clinics.services import fix_baselines

pytestmark = pytest.mark.one_database


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def invoices(rotherham) -> Clinic:
    return Clinic.objects.get(title__startswith="BVPI 8")


def test_the_baseline_is_the_last_year_that_had_ended_by_the_first_sitting(invoices):
    assert str(invoices.clinic_indicators.get().baseline) == "BV8, 2005/06"


def test_a_baseline_that_is_fixed_stays_fixed(invoices):
    link = invoices.clinic_indicators.get()
    fix_baselines(invoices)
    assert invoices.clinic_indicators.get().version == link.version


def test_the_page_of_a_clinic_says_first_whether_it_worked(as_, invoices):
    html = page(as_("viewer"), invoices.get_absolute_url())
    assert html.index("Did it work?") < html.index("Why it was called")
    assert "Too early to say." in html
    assert "91.0\u00a0% in 2005/06" in html


def test_none_of_the_ten_clinics_of_2007_can_claim_an_effect_yet(as_, rotherham):
    rows = as_("viewer").get("/clinics/?_export=json").json()
    held = [row["Did it work?"] for row in rows if row["Held"] != "Not yet"]
    assert len(held) == 10
    assert not [words for words in held if "mproved" in words or "eclined" in words]


def test_a_clinic_that_does_not_exist_is_a_clear_page(as_, rotherham):
    answer = as_("viewer").get("/clinics/9999/")
    assert answer.status_code == 404
    assert "There is no such clinic." in answer.content.decode()


def test_clinics_that_have_not_sat_stand_above_the_others(as_, rotherham):
    held = [row["Held"] for row in as_("viewer").get("/clinics/?_export=json").json()]
    assert held[:5] == ["Not yet"] * 5
    assert "Not yet" not in held[5:]


def test_the_list_is_filtered_by_directorate_and_open_actions(as_, rotherham):
    viewer = as_("viewer")
    rows = viewer.get("/clinics/?actions=open&_export=json").json()
    others = viewer.get("/clinics/?actions=none_open&_export=json").json()
    assert len(rows) + len(others) == Clinic.objects.count()
    assert rows
    owner = Clinic.objects.filter(clinic_indicators__indicator__owner__directorate__isnull=False).first()
    found = owner.clinic_indicators.first().indicator.owner.directorate
    titles = {row["Clinic"] for row in viewer.get(f"/clinics/?directorate={found.pk}&_export=json").json()}
    assert owner.title in titles
    assert len(titles) < Clinic.objects.count()


def test_a_clinic_on_several_indicators_is_found_once_by_a_reference_that_fits_them_all(as_, rotherham):
    found = [row["Clinic"] for row in as_("viewer").get("/clinics/?q=BV11&_export=json").json()]
    assert found == ["BVPI 11a, 11b and 11c: top-paid 5\u00a0% of staff"]
