"""A numbered plan that is written to a file and read in again is the same plan."""

import pytest

from improvement_plan.choices import Layout
from improvement_plan.models import Plan
from tests.improvement_plan.test_round_trip import FILES, differences

pytestmark = pytest.mark.whole


@pytest.mark.parametrize("kind", FILES)
def test_the_file_of_the_numbered_layout_reads_back_without_a_difference(rochford, kind):
    assert Plan.objects.get().layout == Layout.NUMBERED
    assert differences(kind, rochford) == []
