"""Who brings a plan."""

from datetime import date

import pytest
from django.test import Client

from accounts.choices import Role
from organisation.models import Post


@pytest.fixture
def team(council, signed_in, settings) -> Client:
    """A browser of the performance team, at a council with two posts."""
    settings.COUNCIL_TODAY = date(2007, 9, 10)
    Post.objects.create(title="Head of Policy")
    Post.objects.create(title="Head of Finance")
    return signed_in(Role.PERFORMANCE)
