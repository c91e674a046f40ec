"""Proofs of reliability: what was done to the program, and what was found, in figures.

    python -m proofs                 run all, with the numbers that docs/reliability.md states
    python -m proofs races kills     run some
    python -m proofs --quick races   a small number of each, to see that the proof itself works
    python -m proofs.mutants AREA    try the mutants of one area anew; --again only those that survived
    python -m proofs --paper         write docs/reliability.md from the findings that are kept

Each proof is a module of this package with a ``TITLE`` and a function
``run(quick: bool) -> Findings``. What it found is kept in ``proofs/findings/<name>.json``
unless the run was quick.
"""
