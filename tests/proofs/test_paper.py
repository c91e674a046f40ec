"""docs/reliability.md says what the proofs found, and nothing else."""

import dataclasses
from importlib import import_module

import pytest

from proofs import paper
from proofs.__main__ import PROOFS
from proofs.findings import Figure, Findings, Kept, kept


def test_the_paper_is_what_the_script_writes():
    assert paper.PAPER.read_text(encoding="utf-8") == paper.text(kept(PROOFS))


def test_a_figure_that_falls_short_is_said_to_be():
    short = Figure("1,000 races", "0 lost", "1 lost", holds=False)
    told = Kept("Races", Findings((short,), ("One note.",)), "2026-11-23", 12, "2 cores")

    said = paper.text({"races": told})

    assert "| 1,000 races | 0 lost | 1 lost | **falls short** |" in said
    assert "- One note." in said
    assert "**falls short**" not in paper.text(
        {"races": dataclasses.replace(told, findings=Findings((dataclasses.replace(short, holds=True),)))}
    )


@pytest.mark.parametrize("name", [name for name in PROOFS if kept([name])[name]])
def test_a_proof_that_is_told_of_can_be_run(name):
    proof = import_module(f"proofs.{name}")

    assert proof.TITLE
    assert callable(proof.run)
