"""The simulation of councils that are asked at once."""

import pytest

from benchmarks.queueing import Country, Service, simulate

ALONE = Country(councils=1, turns=1, hosts=1, cores=1, database_cores=1)
REQUEST = Service(0.02, 0.01)


def test_whoever_is_alone_waits_for_nobody():
    found = simulate(ALONE, [REQUEST], rate=0.1, seconds=200)

    assert found.within(0.5) == pytest.approx(0.03)
    assert found.web == pytest.approx(0.02 * len(found.seconds) / 200, rel=0.01)
    assert found.database == pytest.approx(found.web / 2)


def test_every_request_is_answered_also_where_more_come_than_can_be_done():
    few = simulate(ALONE, [REQUEST], rate=20, seconds=50)
    many = simulate(ALONE, [REQUEST], rate=60, seconds=50)

    assert 2_700 < len(many.seconds) < 3_300
    assert many.within(0.99) > 20 > few.within(0.99)
    assert many.web + many.database == pytest.approx(1, abs=0.01)  # one turn, which somebody always holds


@pytest.mark.parametrize("more", [{"turns": 4, "cores": 4}, {"councils": 4, "cores": 4}, {"councils": 4, "hosts": 4}])
def test_more_of_what_is_scarce_lets_nobody_wait_as_long(more):
    plenty = {"councils": 1, "turns": 1, "hosts": 1, "cores": 1, "database_cores": 4} | more
    little = simulate(ALONE, [REQUEST], rate=30, seconds=100)

    assert simulate(Country(**plenty), [REQUEST], rate=30, seconds=100).within(0.9) < little.within(0.9) / 2


def test_the_database_that_all_share_is_waited_for():
    country = {"councils": 10, "turns": 4, "hosts": 10, "cores": 4}
    slow = Service(0.001, 0.05)

    assert simulate(Country(**country, database_cores=1), [slow], rate=30, seconds=60).within(0.5) > 1
    assert simulate(Country(**country, database_cores=8), [slow], rate=30, seconds=60).within(0.5) == pytest.approx(
        0.051
    )
