"""The papers of the directorates of a demonstration council that have most to say."""

import pytest

from councilperf.directorate.paper import one_side
from councilperf.directorate.report import on_one_page
from indicators.reporting.scorecard import choose, periods_held
from organisation.models import Council, Directorate

pytestmark = [pytest.mark.paper, pytest.mark.one_database]


def test_the_fullest_directorates_of_the_demonstration_are_one_side_each(merrowdale):
    council, period = Council.objects.get(), choose(periods_held(), "", merrowdale)
    pages = [on_one_page(one, period, merrowdale, council=council) for one in Directorate.objects.all()]
    pages.sort(key=lambda page: page.going_badly, reverse=True)
    assert pages[1].going_badly
    assert [one_side(page, council=council).pages for page in pages[:2]] == [1, 1]
