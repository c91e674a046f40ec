"""The settings of the program, with addresses at which it fails."""

from councilperf.settings import *  # noqa: F403

ROOT_URLCONF = "proofs.looking.failing_addresses"
