"""Which abbreviations a plan uses."""

import pytest

from improvement_plan.reporting.legend import legend, used
from organisation.models import Post
from tests.improvement_plan.reporting.lines import action, entry, section, step

CE, HP = ("CE", "Chief Executive"), ("HP", "Head of Policy")


@pytest.mark.parametrize(
    ("sections", "wanted"),
    [
        ([section(entry())], ()),
        ([section(entry(posts=(HP,)))], (HP,)),
        ([section(entry(posts=(HP,))), section(entry(posts=(CE, HP)))], (CE, HP)),
        ([section(entry(accountability="CE and others"))], (CE,)),
        ([section(entry(resources="The Chief Executive decides"))], (CE,)),
        ([section(entry(action(milestones=(step(measure="Agreed with HP."),))))], (HP,)),
        ([section(entry(), text="CE’s office runs well")], (CE,)),
        ([section(entry(outcome="ICE and CEO"))], ()),
        ([section(entry(outcome="ce, hp"))], ()),
    ],
    ids=["nobody", "leads", "several sections", "abbreviation", "title", "measure", "objective", "part of a word", "case"],
)  # fmt: skip
def test_a_post_is_in_the_legend_where_it_leads_helps_or_is_named(sections, wanted):
    assert used([CE, HP], sections) == wanted


def test_the_council_is_in_the_legend_where_the_plan_writes_its_abbreviation(council):
    Post.objects.create(title="Chief Executive", abbreviation="CE")
    council.abbreviation = "AC"
    written = [section(entry(outcome="AC is well led by its CE"))]
    assert legend(written, council) == (("AC", "Anytown Council"), CE)
    council.abbreviation = ""
    assert legend(written, council) == (CE,)
