"""Mutants are made one at a time, told so that they are found again, and counted honestly."""

import ast
import dataclasses
import json
from pathlib import Path

import pytest

from proofs import coverage, judged, mutants
from proofs.alterations import altered
from proofs.alterations import mutants as mutants_of
from proofs.forking import Cover, Outline, code_key, drawn, every, left_untried, names_read_on_import, targets
from proofs.judged import AREAS
from proofs.mutants import Explained, Trial, told


def made(source: str) -> list[tuple[str, str]]:
    return [(mutant.was, mutant.becomes) for mutant in mutants_of(source, "x.py")]


@pytest.mark.parametrize(
    ("body", "changes"),
    [
        ("return a < 1", ["return None", "return a <= 1", "return a >= 1", "return a < 2"]),
        ("return a and not b", ["return None", "return a or not b", "return a and b"]),
        ("return -a + b", ["return None", "return -a - b", "return a + b"]),
        ("return f'{a} of {b}'", ["return None", "return f'{a}XX of XX{b}'"]),
        ("return any(x for x in a if b)", ["return None", "return all((x for x in a if b))", "return any((x for x in a if not b))", "return any((x for x in a))"]),
        ("return f(a, by=b)", ["return None", "return f(a)"]),
        ("if a:\n        raise ValueError", ["if not a:", "pass"]),
        ("for x in a:\n        continue", ["break"]),
        ("a += 1", ["pass", "a -= 1", "a += 2"]),
        ("a = b(True)", ["a = None", "a = b(False)"]),
        ("yield a", ["yield None"]),
        ("f(lambda: a)", ["pass", "f(lambda: None)"]),
        ("try:\n        f()\n    except E:\n        return ''", ["pass", "return 'XX'"]),
        ("match a:\n        case 1 if b:\n            f()", ["match a:\n    case 1 if not b:\n        f()", "pass"]),
    ],
)  # fmt: skip
def test_each_way_to_get_a_line_wrong_is_a_mutant(body, changes):
    assert [becomes for _, becomes in made(f"def f(a, b):\n    {body}\n")] == changes


def test_what_has_no_behaviour_is_left_alone():
    source = '''
from __future__ import annotations
from x import y
__all__ = ["f"]
T = TypeVar("T")
if TYPE_CHECKING:
    import z

@decorated(1)
class A(B):
    """Words 1."""
    x: int
    """More words."""

    def f(self, a: "int" = None) -> "str":
        """Words."""
'''
    assert made(source) == []


def test_a_mutant_is_known_by_its_words_wherever_its_lines_are():
    source = "class A:\n    def f(self):\n        g(1)\n        g(1)\n"
    first, moved = mutants_of(source, "x.py"), mutants_of(f"# words\n\n{source}", "x.py")
    assert [one.key for one in first] == [one.key for one in moved]
    assert [(one.function, one.was, one.becomes, one.nth) for one in first] == [
        ("A.f", "g(1)", "pass", 1),
        ("A.f", "g(1)", "g(2)", 1),
        ("A.f", "g(1)", "pass", 2),
        ("A.f", "g(1)", "g(2)", 2),
    ]
    assert [one.lines[0] for one in moved] == [5, 5, 6, 6]


def test_just_one_thing_is_altered():
    source = "X = 1\ndef f(a):\n    return a + X\n"
    found = []
    for mutant in mutants_of(source, "x.py"):
        tree, place = altered(source, mutant.place)
        found.append((ast.unparse(tree).replace("\n\n", "\n"), getattr(place.function, "name", None)))
    assert found == [
        ("X = 2\ndef f(a):\n    return a + X", None),
        ("X = 1\ndef f(a):\n    return None", "f"),
        ("X = 1\ndef f(a):\n    return a - X", "f"),
    ]


def test_every_mutant_of_what_is_judged_can_be_told_from_every_other():
    some = [path for area in AREAS for path in area.modules if "rules" in str(path)][:8]
    keys = [one.key for path in some for one in mutants_of(path.read_text(encoding="utf-8"), path.name)]
    assert len(keys) == len(set(keys)) > 500


def test_the_code_that_is_exchanged_is_that_of_the_function():
    source = "class A:\n    @property\n    def f(self):\n        return 1\n"
    tree, place = altered(source, 0)
    code, name, line = code_key(tree, "x.py", place.function)
    assert (code.co_consts[-1], name, line) == (2, "A.f", 2)


def test_what_rests_on_a_constant_is_known():
    source = "from a import X as Y\nZ = Y + 1\nfor x in Q:\n    pass\ndef f(a=Z):\n    return W\n"
    outline = Outline("m", source)
    assert outline.imported == [("a", "X", "Y")]
    assert [ast.unparse(one) for one in outline.reading["Y"]] == ["Z = Y + 1"]
    assert outline.fixed == {"Q", "Z"}
    assert names_read_on_import(ast.parse(source)) == {"Y", "Q", "Z"}
    assert targets(ast.parse("a, b = 1, 2").body[0]) == ["a", "b"]


COVER = Cover(
    {"x.py": {1: [""], 3: ["t.py::a", "t.py::b"], 4: ["t.py::c", "gone.py::d"], 5: ["u.py"]}},
    {"t.py::a": 0.3, "t.py::b": 0.1, "t.py::c": 0.2, "u.py::e": 1.0, "u.py::f": 0.5},
)


def test_a_mutant_is_tried_on_the_tests_of_its_lines_the_quickest_first():
    source = "X = 1\n\ndef f():\n    g()\n    return 1\n"
    first, *_, last = mutants_of(source, "x.py")
    assert COVER.runs_on_import(first)
    assert not COVER.runs_on_import(last)
    assert COVER.tests(last) == ["u.py::f", "u.py::e"]
    assert COVER.tests(last, (3, 4)) == ["t.py::b", "t.py::c", "t.py::a"]


def trial(**facts) -> Trial:
    area = next(area for area in AREAS if area.name == "history.rules")
    known = {"area": area.name, "date": "2026-11-23", "seconds": 1, "digest": mutants.digest(area), "timed_out": 0}
    return Trial(**known | {"mutants": 44, "killed": (), "survived": ()} | facts)


def keys(number: int, name: str = "f") -> tuple:
    return tuple(("history/rules.py", name, "a", "b", at) for at in range(number))


def why(key: tuple, *, changes_nothing: bool) -> Explained:
    return Explained(*key, changes_nothing=changes_nothing, why="It is so.")


def test_a_score_leaves_out_what_changes_nothing_and_asks_for_a_reason_for_the_rest():
    gone, stays = keys(2, "g")
    explained = [why(gone, changes_nothing=True), why(stays, changes_nothing=False)]
    found = told([trial(mutants=11, killed=keys(9), survived=(gone, stays))], explained).figures[0]
    assert found.found == "90.0% found (9 of 10; 1 more change nothing), 0 survivors not explained"
    assert found.holds
    assert not told([trial(mutants=10, killed=keys(9), survived=(stays,))], []).figures[0].holds
    short = told(
        [trial(mutants=10, killed=keys(8), survived=(gone, stays))],
        [why(key, changes_nothing=False) for key in (gone, stays)],
    )
    assert not short.figures[0].holds


def test_a_sample_that_is_too_small_falls_short_whatever_it_found():
    found = told([trial(mutants=858, killed=keys(18))], []).figures[0]
    assert found.found.startswith("100.0% found (18 of 18;")
    assert not found.holds
    assert told([trial(mutants=858, killed=keys(100))], []).figures[0].holds


def results(folder, name: str, outcomes: dict[str, str]) -> Path:
    """Results as proofs.forking writes them, of the first mutants of history.rules: by number, how each fared."""
    area = next(area for area in AREAS if area.name == "history.rules")
    place = folder / name
    tried = [dataclasses.asdict(every(area)[0][int(at)]) | {"outcome": how, "tests": 1} for at, how in outcomes.items()]
    place.write_text("".join(json.dumps(one) + "\n" for one in tried), encoding="utf-8")
    return place


def test_of_what_was_tried_more_than_once_the_last_result_counts_and_of_what_is_fresh_the_first(tmp_path):
    area = next(area for area in AREAS if area.name == "history.rules")
    seen = results(tmp_path, "seen", {"0": "killed", "1": "survived", "2": "cold", "3": "timed out", "4": "survived"})
    fresh = results(tmp_path, "fresh", {"5": "killed", "6": "survived", "7": "uncovered"})
    again = results(tmp_path, "again", {"1": "killed", "6": "killed"})
    mutant = [one.key for one in every(area)[0]]
    found = mutants.gathered(area, [seen, fresh, again], seconds=60, fresh=fresh)
    assert (found.killed, found.timed_out) == (tuple(mutant[at] for at in (0, 1, 3, 5, 6)), 1)
    assert (found.survived, found.tried, found.mutants) == ((mutant[4], mutant[7]), 7, len(mutant))
    assert (found.fresh, found.fresh_survived, found.seconds) == (3, (mutant[6], mutant[7]), 60)
    [note] = [
        note for note in told([found], [why(mutant[7], changes_nothing=True)]).notes if "drawn only after" in note
    ]
    assert note == (
        "Of history.rules, 3 of them were drawn only after the tests had been added, so that none was written for these: "
        "50% were found at once (1 of 2; 1 more change nothing)."
    )


def test_a_trial_is_kept_as_it_was_but_for_the_names_of_those_found(tmp_path, monkeypatch):
    monkeypatch.setattr(mutants, "TRIALS", tmp_path / "trials")
    area = next(area for area in AREAS if area.name == "history.rules")
    assert mutants.kept(area) is None
    made = trial(killed=keys(3), survived=keys(2, "g"), fresh=2, fresh_survived=keys(1, "g"))
    mutants.keep(made)
    found = mutants.kept(area)
    assert dataclasses.replace(found, killed=()) == dataclasses.replace(made, killed=())
    assert len(found.killed) == 3


def test_mutants_that_no_result_is_told_of_were_left_untried(tmp_path):
    area = next(area for area in AREAS if area.name == "history.rules")
    some = every(area)[0][:4]
    place = results(tmp_path, "results", {"0": "killed", "1": "cold", "2": "survived"})
    assert left_untried(some, place) == [some[1], some[3]]
    assert left_untried(some, tmp_path / "nowhere") == some


def test_a_sample_is_drawn_alike_with_one_seed_and_otherwise_with_another():
    area = next(area for area in AREAS if area.name == "history.rules")
    all_of_them = every(area)[0]
    assert drawn(all_of_them, None, 1) == drawn(all_of_them, 10_000, 1) == all_of_them
    one, same, other = (drawn(all_of_them, 10, seed) for seed in (1, 1, 2))
    assert one == same != other
    assert len({mutant.key for mutant in one}) == 10


def test_what_is_explained_and_not_there_or_found_by_now_is_said():
    real = next(iter(mutants_of((judged.ROOT / "history/rules.py").read_text(encoding="utf-8"), "history/rules.py")))
    known = [why(keys(1)[0], changes_nothing=True), why(real.key, changes_nothing=True)]
    notes = told([trial(killed=keys(44))], known).notes
    assert [note for note in notes if note.startswith("Explained")] == [
        "Explained, and no longer there: history/rules.py, f: a → b",
        f"Explained, and found by now: history/rules.py, {real.function or 'at its top'}: {real.was} → {real.becomes}",
    ]
    assert "Not measured: rights." in notes
    changed = told([dataclasses.replace(trial(), digest="0")], [])
    assert "history.rules: files or tests have changed since it was tried on 2026-11-23." in changed.notes


def test_every_explanation_is_of_a_file_that_is_judged_and_has_a_sentence():
    files = {str(path.relative_to(judged.ROOT)) for area in AREAS for path in area.modules}
    for one in mutants.explained():
        assert one.file in files
        assert one.why.endswith(".")


def test_every_area_has_modules_and_tests_that_are_there():
    for area in AREAS:
        assert area.modules
        assert all((judged.ROOT / test).exists() for test in (*area.tests, *area.postgresql))
    assert {area.subject for area in AREAS} == set(judged.SUBJECTS)


def test_coverage_is_whole_only_where_no_line_and_no_way_is_missing():
    summary = {"num_statements": 10, "covered_lines": 10, "num_branches": 4, "covered_branches": 4}
    whole = {"summary": summary, "missing_lines": [], "missing_branches": []}
    figure, gaps = coverage.told("rules", {"x.py": whole})
    assert (figure.found, figure.holds, gaps) == ("100 % of 10 lines, 100 % of 4 branches", True, [])
    short = {
        "summary": summary | {"covered_lines": 9, "covered_branches": 2},
        "missing_lines": [7],
        "missing_branches": [[6, 7], [8, -1], [8, 9]],
    }
    figure, gaps = coverage.told("rules", {"x.py": whole, "y.py": short})
    assert (figure.found, figure.holds) == ("95.0 % of 20 lines, 75.0 % of 8 branches", False)
    assert gaps == ["y.py: never line 7, from line 8 out, from line 8 to 9"]
