"""Signed off by the owner's directorate: by whom, and what becomes of it."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.choices import Role
from core.periods import Period
from indicators.choices import State
from indicators.models import Indicator, IndicatorSet, Measurement
from indicators.reporting.signing import ToSign, to_sign_in_short
from indicators.services import lock, sign_off
from organisation.models import Directorate, Post
from organisation.rights import signing_posts
from organisation.services import reporting_period

QUARTER = "2007/08 Q1"
PAGE = f"/indicators/sign-off/?period={QUARTER}"


@pytest.fixture
def posts(council) -> dict[str, Post]:
    """A chief executive; a director with a head of service and a manager below; a director of something else."""
    money, homes = (Directorate.objects.create(name=name) for name in ("Resources", "Housing"))
    chief = Post.objects.create(title="Chief Executive")
    director = Post.objects.create(title="Director of Resources", directorate=money, superior=chief)
    head = Post.objects.create(title="Head of Finance", directorate=money, superior=director)
    manager = Post.objects.create(title="Exchequer Manager", directorate=money, superior=head)
    other = Post.objects.create(title="Director of Housing", directorate=homes, superior=chief)
    return {"chief": chief, "director": director, "head": head, "manager": manager, "other": other}


@pytest.fixture
def invoices(posts, today) -> Indicator:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    return Indicator.objects.create(
        set=bvpi, ref="BV8", title="Invoices", unit="%", decimal_places=1, frequency="quarterly", owner=posts["head"]
    )


@pytest.fixture
def figure(invoices) -> Measurement:
    return Measurement.objects.create(
        indicator=invoices, period=reporting_period(Period.parse(QUARTER)), actual=Decimal(90), target=Decimal(95)
    )


def test_those_above_an_owner_in_its_directorate_sign_and_who_heads_it_signs_alone():
    offices = {1: (None, None), 2: (1, 7), 3: (2, 7), 4: (3, 7), 5: (1, 8)}
    assert [set(signing_posts(owner, offices)) for owner in (4, 3, 2, 1, None)] == [{3, 2}, {2}, {2}, {1}, set()]


def test_posts_that_answer_to_one_another_in_a_ring_end():
    assert signing_posts(1, {1: (2, 7), 2: (3, 7), 3: (2, 7)}) == {2, 3}


@pytest.mark.parametrize(
    ("holds", "waits"), [("director", True), ("head", False), ("manager", False), ("other", False), ("chief", False)]
)
def test_a_figure_waits_for_those_who_may_sign_it_and_for_nobody_else(figure, posts, signed_in, holds, waits):
    browser = signed_in(Role.OFFICER, holds=posts[holds])
    assert ("1\u00a0figure waits for your signature" in browser.get("/").content.decode()) == waits
    assert ("BV8 Invoices" in browser.get(PAGE).content.decode()) == waits
    answer = browser.post(PAGE, {"sign": f"{figure.pk}-1"})
    assert answer.status_code == (302 if waits else 403)
    figure.refresh_from_db()
    assert figure.state == (State.SIGNED_OFF if waits else State.PROVISIONAL)


def test_the_performance_team_records_what_a_directorate_has_signed(figure, signed_in):
    page = signed_in(Role.PERFORMANCE).post(PAGE, {"sign": f"{figure.pk}-1"}, follow=True).content.decode()
    assert "1\u00a0figure signed off." in page
    assert figure.history.first().state == State.SIGNED_OFF


def test_figures_of_several_periods_are_counted_together_and_lead_to_the_newest(figure, posts, person):
    director, held = person(Role.OFFICER, holds=posts["director"]), {posts["director"].pk}
    for name, actual in (("2006/07 Q4", 90), ("2006/07 Q3", None)):
        Measurement.objects.create(
            indicator=figure.indicator, period=reporting_period(Period.parse(name)), actual=actual
        )
    assert to_sign_in_short(director, held) == ToSign(2, "/indicators/sign-off/?period=2007%2F08+Q1")
    assert to_sign_in_short(person(Role.VIEWER), held) is None
    lock(figure.period, by=director)
    assert to_sign_in_short(director, held) == ToSign(1, "/indicators/sign-off/?period=2006%2F07+Q4")


def test_what_somebody_changed_meanwhile_is_not_signed(figure, posts, signed_in):
    figure.actual = Decimal(99)
    figure.save()
    page = signed_in(Role.OFFICER, holds=posts["director"]).post(PAGE, {"sign": f"{figure.pk}-1"}, follow=True)
    assert "1\u00a0figure changed while you had this page open and were not signed" in page.content.decode()
    figure.refresh_from_db()
    assert figure.state == State.PROVISIONAL


@pytest.mark.parametrize("sign", [[], ["x"], ["1"], ["999999999-1"]])
def test_nothing_is_signed_where_nothing_is_meant(figure, posts, signed_in, sign):
    answer = signed_in(Role.OFFICER, holds=posts["director"]).post(PAGE, {"sign": sign})
    assert (answer.status_code, Measurement.objects.get().state) == (302, State.PROVISIONAL)


def test_an_estimate_a_missing_figure_and_a_locked_period_do_not_wait(figure, person):
    director = person(Role.PERFORMANCE)
    for change in ({"state": State.ESTIMATE}, {"state": State.PROVISIONAL, "actual": None}):
        Measurement.objects.filter(pk=figure.pk).update(**change)
        assert sign_off([(figure.pk, 1)], by=director) == []
    Measurement.objects.filter(pk=figure.pk).update(actual=1)
    lock(figure.period, by=director)
    assert sign_off([(figure.pk, 1)], by=director) == []


def test_the_service_refuses_who_may_not_sign(figure, posts, person):
    with pytest.raises(PermissionDenied):
        sign_off([(figure.pk, 1)], by=person(Role.OFFICER, holds=posts["head"]))


def address(indicator: Indicator) -> str:
    return f"{reverse('figure', args=[indicator.set.code, indicator.ref])}?period={QUARTER}"


def test_the_owner_does_not_sign_their_own_figure_on_its_form(figure, invoices, posts, signed_in):
    browser = signed_in(Role.OFFICER, holds=posts["head"])
    data = {"actual": "90", "state": "signed_off", "opened_version": "1"}
    assert "There is no such choice." in browser.post(address(invoices), data).content.decode()


def test_a_signed_figure_stays_signed_with_its_commentary_and_not_when_it_changes(figure, invoices, posts, signed_in):
    Measurement.objects.filter(pk=figure.pk).update(state=State.SIGNED_OFF)
    browser = signed_in(Role.OFFICER, holds=posts["head"])
    data = {"actual": "90.0", "state": "signed_off", "why": "As last year.", "opened_version": "1"}
    browser.post(address(invoices), data)
    figure.refresh_from_db()
    assert (figure.state, figure.why) == (State.SIGNED_OFF, "As last year.")
    browser.post(address(invoices), data | {"actual": "91", "opened_version": "2"})
    figure.refresh_from_db()
    assert (figure.state, figure.actual) == (State.PROVISIONAL, 91)


def test_the_form_leaves_a_state_that_is_for_others_to_say(figure, invoices, posts, signed_in):
    Measurement.objects.filter(pk=figure.pk).update(state=State.AUDITED)
    page = signed_in(Role.OFFICER, holds=posts["head"]).get(address(invoices)).content.decode()
    assert '<option value="audited" selected>' in page
    assert 'value="signed_off"' not in page


def upload(browser, text: str):
    file = SimpleUploadedFile("figures.csv", text.encode())
    answer = browser.post(reverse("uploads"), {"kind": "measurements", "file": file}, follow=True)
    found = answer.context["findings"]
    browser.post(answer.request["PATH_INFO"], {"seen": answer.context["seen"]})
    return found


def test_a_table_of_the_owner_does_not_sign_either(figure, posts, signed_in):
    table = f"set,ref,period,value,state\nBVPI,BV8,{QUARTER},90,Signed off\n"
    (doubt,) = upload(signed_in(Role.OFFICER, holds=posts["head"]), table).doubts
    assert doubt.sentence == (
        "BV8 is signed off by the Director of Resources or the performance team. Write provisional."
    )
    assert upload(signed_in(Role.PERFORMANCE), table).changed == 1
    figure.refresh_from_db()
    assert figure.state == State.SIGNED_OFF
    assert upload(signed_in(Role.OFFICER, holds=posts["head"]), table).unchanged == 1


@pytest.mark.parametrize("state", [State.SIGNED_OFF, State.AUDITED, State.NOT_APPLICABLE, State.ESTIMATE])
def test_another_figure_in_the_place_of_a_signed_one_is_provisional(figure, posts, signed_in, state):
    Measurement.objects.filter(pk=figure.pk).update(state=state)
    browser = signed_in(Role.OFFICER, holds=posts["head"])
    upload(browser, f"set,ref,period,value,commentary\nBVPI,BV8,{QUARTER},90,As last year\n")
    figure.refresh_from_db()
    assert figure.state == state
    upload(browser, f"set,ref,period,value\nBVPI,BV8,{QUARTER},91\n")
    figure.refresh_from_db()
    assert (figure.actual, figure.state) == (91, State.ESTIMATE if state == State.ESTIMATE else State.PROVISIONAL)
