"""Whether the tests notice small faults: each mutant of the rules, and a sample of those of what rests on the database.

    python -m proofs mutants                          all areas
    python -m proofs.mutants AREA …                   some of them anew, the others as they were tried last
    python -m proofs.mutants AREA --results R … --seconds N [--fresh R]
                                                      an area as results of proofs.forking have it, the newest last

How they are made is in ``proofs.alterations``, how they are tried in ``proofs.forking``, what was found of each area is
kept in ``proofs/trials/``, and why a survivor may stay is in ``proofs/survivors.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from proofs import findings
from proofs.findings import Figure, Findings
from proofs.forking import COLD, KILLED, SURVIVED, TIMED_OUT, UNCOVERED, every, read
from proofs.judged import AREAS, ROOT, SUBJECTS, Area, areas

TITLE = "Mutants: small faults put into the rules, rights, publishing and import"
TRIALS = Path(__file__).parent / "trials"
SURVIVORS = Path(__file__).parent / "survivors.json"
ENOUGH = 100
"""Of fewer that were drawn by chance, nothing is said of the others."""
WANTED = 0.9
QUICK = 5
"""Mutants of each area in a quick run."""

Key = tuple[str, str, str, str, int]
"""File, function, what stood there, what stands there instead, and which of those that read the same."""


@dataclass(frozen=True)
class Explained:
    """A survivor that may stay, and why."""

    file: str
    function: str
    was: str
    becomes: str
    nth: int
    changes_nothing: bool
    """Whether nothing that the program does can tell it from the original; then it is not counted."""
    why: str

    @property
    def key(self) -> Key:
        """Which mutant it is."""
        return self.file, self.function, self.was, self.becomes, self.nth


@dataclass(frozen=True)
class Trial:
    """What became of the mutants of an area."""

    area: str
    date: str
    seconds: int
    digest: str
    """Of the files and tests that it was made with."""
    mutants: int
    """How many there are."""
    killed: tuple[Key, ...]
    timed_out: int
    """How many of those killed would not have come to an end."""
    survived: tuple[Key, ...]
    fresh: int = 0
    """How many of them were drawn only after tests had been added, so that none was written for these."""
    fresh_survived: tuple[Key, ...] = ()
    """Which of those were not found when they were first tried."""

    @property
    def tried(self) -> int:
        """How many were tried."""
        return len(self.killed) + len(self.survived)


def run(*, quick: bool) -> Findings:
    """Try the mutants of every area."""
    if quick:
        return told([attempt(area, sample=QUICK) for area in AREAS])
    for area in AREAS:
        keep(attempt(area, sample=area.sample))
    return told([trial for area in AREAS if (trial := kept(area))])


def attempt(area: Area, *, sample: int | None, found: Sequence[Path] = ()) -> Trial:
    """Try the mutants of an area, or some of them, in a process of its own; what was ``found`` in earlier results stays so.

    Raises CalledProcessError where its tests fail on the program as it is.
    """
    begun = perf_counter()
    with tempfile.TemporaryDirectory(prefix="council-mutants-") as folder:
        results = Path(folder) / "results"
        command = [sys.executable, "-m", "proofs.forking", area.name, str(results)]
        command += [] if sample is None else ["--sample", str(sample)]
        command += ["--found", *map(str, found)] if found else []
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return _trial(area, _outcomes([results]), seconds=round(perf_counter() - begun))


def gathered(area: Area, results: Sequence[Path], *, seconds: int, fresh: Path | None = None) -> Trial:
    """What results have of the mutants that an area has still: of each the last. ``fresh`` are those drawn after tests were added."""
    there = {mutant.key for mutant in every(area)[0]}
    outcomes = {key: outcome for key, outcome in _outcomes(results).items() if key in there}
    first = _outcomes([fresh] if fresh else [])
    missed = tuple(key for key, outcome in first.items() if outcome in (SURVIVED, UNCOVERED))
    return replace(_trial(area, outcomes, seconds=seconds), fresh=len(first), fresh_survived=missed)


def _trial(area: Area, outcomes: dict[Key, str], *, seconds: int) -> Trial:
    return Trial(
        area=area.name,
        date=datetime.now(tz=UTC).date().isoformat(),
        seconds=seconds,
        digest=digest(area),
        mutants=len(every(area)[0]),
        killed=tuple(key for key, outcome in outcomes.items() if outcome in (KILLED, TIMED_OUT)),
        timed_out=sum(outcome == TIMED_OUT for outcome in outcomes.values()),
        survived=tuple(key for key, outcome in outcomes.items() if outcome in (SURVIVED, UNCOVERED)),
    )


def _outcomes(results: Iterable[Path]) -> dict[Key, str]:
    """How each mutant fared last."""
    return {_key(one["mutant"]): one["outcome"] for place in results for one in read(place) if one["outcome"] != COLD}


def again(area: Area, before: Trial) -> Trial:
    """Try once more what survived, after tests were added; what was found stays found.

    Raises ValueError where the area itself has changed since.
    """
    there = {mutant.key: mutant for mutant in every(area)[0]}
    if len(there) != before.mutants or not there.keys() >= set(before.survived):
        raise ValueError(f"{area.name} has changed since it was tried. Try it anew.")
    with tempfile.TemporaryDirectory(prefix="council-mutants-") as folder:
        left, results = Path(folder) / "left", Path(folder) / "results"
        told_left = [asdict(there[key]) | {"outcome": SURVIVED, "tests": 0} for key in before.survived]
        left.write_text("".join(json.dumps(one) + "\n" for one in told_left), encoding="utf-8")
        command = [sys.executable, "-m", "proofs.forking", area.name, str(results), "--again", str(left)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        now = _trial(area, _outcomes([results]), seconds=before.seconds)
    return replace(now, killed=before.killed + now.killed, timed_out=before.timed_out + now.timed_out,
                   fresh=before.fresh, fresh_survived=before.fresh_survived)  # fmt: skip


def _key(mutant: dict) -> Key:
    return tuple(mutant[name] for name in ("file", "function", "was", "becomes", "nth"))


def digest(area: Area) -> str:
    """What the files and tests of an area are known by."""
    tests = sorted(
        {path for place in area.tests for path in [ROOT / place, *(ROOT / place).rglob("*.py")] if path.is_file()}
    )
    whole = hashlib.sha256()
    for path in (*area.modules, *tests):
        whole.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return whole.hexdigest()


def keep(trial: Trial) -> None:
    """Keep what was found of an area in the place of what was found before. The killed are kept by number alone."""
    TRIALS.mkdir(exist_ok=True)
    facts = asdict(trial) | {"killed": len(trial.killed)}
    (TRIALS / f"{trial.area}.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept(area: Area) -> Trial | None:
    """What was found of an area when it was tried last."""
    place = TRIALS / f"{area.name}.json"
    if not place.exists():
        return None
    facts = json.loads(place.read_text(encoding="utf-8"))
    survived = tuple(tuple(key) for key in facts["survived"])
    missed = tuple(tuple(key) for key in facts.get("fresh_survived", ()))
    killed = tuple((area.name, "", "", "", number) for number in range(facts["killed"]))
    return Trial(**{**facts, "survived": survived, "fresh_survived": missed, "killed": killed})


def explained() -> list[Explained]:
    """The survivors that may stay."""
    return [Explained(**one) for one in json.loads(SURVIVORS.read_text(encoding="utf-8"))]


def told(trials: Sequence[Trial], known: Iterable[Explained] | None = None) -> Findings:
    """What the trials say of each subject, and what is wrong with the explanations."""
    known = {one.key: one for one in (explained() if known is None else known)}
    of = {area.name: area for area in AREAS}
    figures, notes = [], []
    for subject in SUBJECTS:
        some = [trial for trial in trials if of[trial.area].subject == subject]
        if some:
            figures.append(_figure(subject, some, known))
    notes += _how(trials, known)
    notes += [f"Not measured: {area.name}." for area in AREAS if area.name not in {trial.area for trial in trials}]
    notes += [
        f"{trial.area}: files or tests have changed since it was tried on {trial.date}."
        for trial in trials
        if trial.digest != digest(of[trial.area])
    ]
    notes += _wrong(trials, known)
    return Findings(tuple(figures), tuple(notes))


def _figure(subject: str, trials: Sequence[Trial], known: dict[Key, Explained]) -> Figure:
    survived = [key for trial in trials for key in trial.survived]
    nothing = [key for key in survived if key in known and known[key].changes_nothing]
    open_ones = [key for key in survived if key not in known]
    killed = sum(len(trial.killed) for trial in trials)
    counted = killed + len(survived) - len(nothing)
    score = killed / counted if counted else 1.0
    names = ", ".join(trial.area for trial in trials)
    mutants = sum(trial.mutants for trial in trials)
    tried = sum(trial.tried for trial in trials)
    how_many = f"all {mutants:,} mutants" if tried == mutants else f"{tried:,} of {mutants:,} mutants"
    return Figure(
        f"{subject}: {how_many} of {names}",
        f"at least 90 % found of all or of {ENOUGH}, every survivor explained",
        f"{score:.1%} found ({killed:,} of {counted:,}; {len(nothing)} more change nothing), "
        f"{len(open_ones)} survivors not explained",
        holds=score >= WANTED and not open_ones and tried >= min(mutants, ENOUGH),
    )


def _how(trials: Sequence[Trial], known: dict[Key, Explained]) -> Iterator[str]:
    yield (
        "A mutant turns a comparison or moves its edge, exchanges and/or, arithmetic, any/all or min/max, changes a number or a text, "
        "negates a condition, or leaves out a statement, an answer, a filter or a named argument. It is tried on the "
        "tests of its area that run through its lines, and is found when one fails or time runs out."
    )
    yield (
        "Found of those tried: " + "; ".join(map(_of_area, trials)) + ". What is not tried in full is drawn by chance."
    )
    yield "Where tests were added, what had survived was tried again, and what had been found was not."
    for trial in trials:
        if trial.fresh:
            nothing = sum(key in known and known[key].changes_nothing for key in trial.fresh_survived)
            found, counted = trial.fresh - len(trial.fresh_survived), trial.fresh - nothing
            yield (
                f"Of {trial.area}, {trial.fresh} of them were drawn only after the tests had been added, so that none was "
                f"written for these: {found / counted:.0%} were found at once ({found} of {counted}; {nothing} more change "
                "nothing)."
            )
    without_end = sum(trial.timed_out for trial in trials)
    if without_end:
        yield f"{without_end} of those found would not have come to an end."
    yield "Decorators, annotations, imports and what formats a figure are not changed. Expressions that match text change as a whole."


def _of_area(trial: Trial) -> str:
    tried = f"all {trial.tried:,}" if trial.tried == trial.mutants else f"{trial.tried:,} (of {trial.mutants:,})"
    return f"{trial.area} {len(trial.killed):,} of {tried}"


def _wrong(trials: Sequence[Trial], known: dict[Key, Explained]) -> Iterator[str]:
    """Explanations of what is found by now, or is not there any more."""
    of = {area.name: area for area in AREAS}
    survived = {key for trial in trials for key in trial.survived}
    there = {mutant.key: trial for trial in trials for mutant in every(of[trial.area])[0]}
    for key in known:
        words = f"{key[0]}, {key[1] or 'at its top'}: {key[2]} → {key[3] or 'nothing'}"
        if key[0] in {file for file, *_ in there} and key not in there:
            yield f"Explained, and no longer there: {words}"
        elif key in there and key not in survived and there[key].tried == there[key].mutants:
            yield f"Explained, and found by now: {words}"


def main() -> int:
    """Try some areas anew and put the findings together from all that is kept."""
    parser = argparse.ArgumentParser(prog="python -m proofs.mutants", description=__doc__)
    parser.add_argument("areas", nargs="*", choices=[[], *(area.name for area in AREAS)], metavar="AREA")
    parser.add_argument(
        "--found", type=Path, nargs="*", default=[], help="results of proofs.forking, while tests are added"
    )
    parser.add_argument("--again", action="store_true", help="only what survived, after tests were added")
    parser.add_argument(
        "--results", type=Path, nargs="*", default=[], help="results of proofs.forking, taken as they are"
    )
    parser.add_argument("--fresh", type=Path, help="those of them that were drawn after tests had been added")
    parser.add_argument("--seconds", type=int, default=0, help="how long they took")
    asked = parser.parse_args()
    if asked.results:
        [area] = areas(asked.areas)
        keep(gathered(area, asked.results, seconds=asked.seconds, fresh=asked.fresh))
        asked.areas = []
    for area in areas(asked.areas or ["none"]):
        before = kept(area) if asked.again else None
        keep(again(area, before) if before else attempt(area, sample=area.sample, found=asked.found))
    trials = [trial for area in AREAS if (trial := kept(area))]
    found = told(trials)
    for line in [*(f"{figure.what}: {figure.found}" for figure in found.figures), *found.notes]:
        print(line)
    findings.keep("mutants", TITLE, found, seconds=sum(trial.seconds for trial in trials))
    return 0 if all(figure.holds for figure in found.figures) else 1


if __name__ == "__main__":
    sys.exit(main())
