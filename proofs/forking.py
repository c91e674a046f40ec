"""Tries the mutants of an area on its tests: ``python -m proofs.forking AREA RESULTS [--sample N [--seed N]] [--again RESULTS]``.

The tests are imported once. For each mutant a child is forked, in which the code of one function is exchanged and the
tests that run through the changed lines are run, the quickest first, until one fails. What is decided on import is
changed in a child that imports the program anew. Chance stands still: properties are tried on the same examples.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import importlib.machinery
import json
import os
import random
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from types import CodeType, FunctionType, ModuleType
from typing import Any

from proofs.alterations import Mutant, Place, altered, mutants
from proofs.judged import ROOT, Area, areas

SEED = 20071
KILLED, TIMED_OUT, SURVIVED, UNCOVERED, COLD = "killed", "timed out", "survived", "uncovered", "cold"
APPS = (
    "accounts",
    "actions",
    "clinics",
    "core",
    "councilperf",
    "frameworks",
    "history",
    "improvement_plan",
    "indicators",
    "meetings",
)
OURS = (*APPS, "organisation", "publishing", "reminders", "tests")
MEMORY = 4 << 30
"""Bytes that a mutant may take: one that never ends must not take the machine with it."""
READY = (
    "hypothesis",
    "pytest_django",
    "xdist.scheduler",
    "time_machine",
    "django.test",
    "django.forms",
    "django.db.models",
)
READY += (
    "django.template.loader",
    "django.urls",
    "openpyxl",
    "lxml.etree",
    "docx",
    "holidays",
    "markdown_it",
    "nh3",
    "zoneinfo",
)
"""What children find imported: slow, and none of it reads the settings."""


@dataclass(frozen=True)
class Cover:
    """Which tests run through which line, and how long each takes."""

    lines: dict[str, dict[int, list[str]]]
    """By file and line: tests by their full names; a folder of a fixture's file stands for all in it."""
    seconds: dict[str, float]

    def tests(self, mutant: Mutant, around: tuple[int, int] | None = None) -> list[str]:
        """The tests that run through the lines of a mutant, the quickest first."""
        first, last = around or mutant.lines
        found = {
            test for line, tests in self.lines.get(mutant.file, {}).items() if first <= line <= last for test in tests
        }
        whole = {name for name in found if "::" not in name}
        found |= {test for test in self.seconds if test.partition("::")[0] in whole}
        return sorted(found & self.seconds.keys(), key=lambda test: (self.seconds[test], test))

    def runs_on_import(self, mutant: Mutant) -> bool:
        """Whether the program or the tests run through its lines while they are imported."""
        first, last = mutant.lines
        return any("" in tests for line, tests in self.lines.get(mutant.file, {}).items() if first <= line <= last)


# What pytest is told


class Same:
    """Lets properties be tried on the same examples each time, and no time be spent on finding the smallest."""

    def pytest_collection(self) -> None:
        """Before tests are imported, which is when they take their settings."""
        from hypothesis import Phase, settings

        settings.register_profile(
            "same", settings.get_profile("council"), derandomize=True, database=None,
            phases=(Phase.explicit, Phase.generate),
        )  # fmt: skip
        settings.load_profile("same")


class Following(Same):
    """Tells coverage.py which test runs; what is made once for a file's tests belongs to all of them."""

    def __init__(self, switch: Callable[[str], None]) -> None:
        self.switch, self.test = switch, ""
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins."""
        self.test, self.begun = nodeid, perf_counter()
        self.switch(nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """And has ended."""
        self.seconds[nodeid] = perf_counter() - self.begun
        self.switch("")

    def pytest_runtest_logreport(self, report: Any) -> None:
        """One that fails on the program as it is."""
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_fixture_setup(self, fixturedef: Any) -> None:
        """What a fixture makes for a whole file."""
        if fixturedef.scope != "function":
            self.switch(self.test.partition("::")[0])

    def pytest_fixture_post_finalizer(self, fixturedef: Any) -> None:
        """Nothing of a test runs after its own fixtures."""

    def pytest_runtest_call(self, item: Any) -> None:
        """The test itself."""
        self.switch(item.nodeid)


class Only(Same):
    """Runs some tests, in this order, and ends the process at the first that fails."""

    def __init__(self, tests: Iterable[str]) -> None:
        self.order = {test: place for place, test in enumerate(tests)}

    def pytest_runtestloop(self, session: Any) -> bool:
        """In the place of pytest's own loop."""
        run(
            sorted(
                (item for item in session.items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
            )
        )
        return True

    def pytest_runtest_logreport(self, report: Any) -> None:
        """The first failure decides."""
        if report.failed:
            os._exit(1)

    def pytest_collectreport(self, report: Any) -> None:
        """Tests that cannot be imported have failed."""
        if report.failed:
            os._exit(1)


class Warm(Same):
    """Tries in children of this process what can be tried by exchanging a function's code."""

    def __init__(self, trying: Trying) -> None:
        self.trying = trying

    def pytest_runtestloop(self, session: Any) -> bool:
        """Once everything is imported and the database is there."""
        gc.unfreeze()
        found = Loaded(self.trying.sources)
        gc.freeze()
        items = {item.nodeid: item for item in session.items}
        session.config._tmp_path_factory.getbasetemp()
        ready(session)
        for mutant in self.trying.mutants:
            self.trying.result(mutant, *self._try(mutant, items, found, session))
        return True

    def _try(self, mutant: Mutant, items: dict[str, Any], found: Loaded, session: Any) -> tuple[str, int]:
        tree, place = altered(self.trying.sources[mutant.file], mutant.place)
        change = (
            None if self.trying.cover.runs_on_import(mutant) and place.function else found.change(mutant, tree, place)
        )
        if change is None:
            return COLD, 0
        tests = self.trying.tests(mutant, place)
        if not tests:
            return UNCOVERED, 0

        def child() -> None:
            change()
            found.forget()
            session.config.pluginmanager.register(Only(tests))
            run([items[test] for test in tests])

        outcome = self.trying.outcome(child, tests)
        return COLD if outcome == SURVIVED and place.function is None else outcome, len(tests)


def ready(session: Any) -> None:
    """Make what is made once for all tests, where a test asks for a database, so that each child finds it."""
    first = next(
        (item for item in session.items if "db" in item.fixturenames or item.get_closest_marker("django_db")), None
    )
    if first is not None:
        first.ihook.pytest_runtest_protocol(item=first, nextitem=_Nothing(session))


class _Nothing:
    """What comes next where nothing of the test before is needed any more but what is made once for all."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def listchain(self) -> list[Any]:
        return [self.session]


def run(items: list[Any]) -> None:
    """Run tests one after another."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)


# What is exchanged


class Loaded:
    """The functions and modules of the program as they are loaded."""

    def __init__(self, sources: dict[str, str]) -> None:
        paths = {str(ROOT / file): file for file in sources}
        self.functions: dict[tuple[str, str, int], list[FunctionType]] = {}
        for one in gc.get_objects():
            if type(one) is FunctionType and (file := paths.get(one.__code__.co_filename)):
                key = file, one.__code__.co_qualname, one.__code__.co_firstlineno
                self.functions.setdefault(key, []).append(one)
        self.modules = {
            name: module
            for name, module in list(sys.modules.items())
            if name.partition(".")[0] in OURS and isinstance(module, ModuleType)
        }
        self.by_file = {
            paths[module.__file__]: module
            for module in self.modules.values()
            if getattr(module, "__file__", None) in paths
        }
        self.outlines = {name: Outline(name, _source(module)) for name, module in self.modules.items()}
        self.taken_over: dict[tuple[str, str], list[tuple[str, str]]] = {}
        """By module and name: who imported it, under which name."""
        for outline in self.outlines.values():
            for module, name, local in outline.imported:
                self.taken_over.setdefault((module, name), []).append((outline.name, local))
        self.caches = [
            value
            for module in self.modules.values()
            for value in vars(module).values()
            if hasattr(value, "cache_clear")
        ]

    def forget(self) -> None:
        """Empty what was worked out before."""
        for cache in self.caches:
            cache.cache_clear()

    def change(self, mutant: Mutant, tree: ast.Module, place: Place) -> Callable[[], None] | None:
        """What brings a mutant into the loaded program; None where it must be imported anew."""
        if place.function is None:
            imported = mutant.file in self.by_file  # some are imported only once a test runs
            return self._change_of_name(mutant, place) if imported else None
        key = code_key(tree, str(ROOT / mutant.file), place.function)
        if key is None:
            return None
        code, name, line = key
        found = self.functions.get((mutant.file, name, line), [])
        if not found or any(one.__code__.co_freevars != code.co_freevars for one in found):
            return None

        def change() -> None:
            for one in found:
                one.__code__ = code

        return change

    def _change_of_name(self, mutant: Mutant, place: Place) -> Callable[[], None] | None:
        """A constant is worked out again, with what was worked out from it, and put in its place wherever it was imported."""
        if place.qualname or not isinstance(place.statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
            return None
        first = self.outlines[self.by_file[mutant.file].__name__]
        waiting = [(first.name, name) for name in targets(place.statement)]
        again: list[tuple[str, ast.stmt]] = [(first.name, place.statement)]
        taken: list[tuple[str, str, str, str]] = []
        seen = set(waiting)
        while waiting:
            where, name = waiting.pop(0)
            outline = self.outlines[where]
            if name in outline.fixed:
                return None
            following = []
            for statement in outline.reading.get(name, ()):
                again.append((where, statement))
                following += [(where, target) for target in targets(statement)]
            for other, local in self.taken_over.get((where, name), ()):
                taken.append((other, local, where, name))
                following.append((other, local))
            waiting += [one for one in following if one not in seen]
            seen.update(following)
        codes = [(where, compile(ast.Module([one], []), where, "exec")) for where, one in again]

        def change() -> None:
            for _ in range(2):  # what rests on two others is worked out once both are there
                for where, code in codes:
                    exec(code, vars(self.modules[where]))  # noqa: S102 our own source
                for other, local, where, name in taken:
                    vars(self.modules[other])[local] = vars(self.modules[where])[name]

        return None if any(isinstance(one, ast.AugAssign) for _, one in again) else change


class Outline:
    """What a module works out on import, and from what."""

    def __init__(self, name: str, source: str) -> None:
        self.name = name
        self.reading: dict[str, list[ast.stmt]] = {}
        """By name: the constants that are worked out from it."""
        self.fixed: set[str] = set()
        """Names that go into what cannot be worked out again: classes, defaults, decorators, loops."""
        self.imported: list[tuple[str, str, str]] = []
        for statement in ast.parse(source).body:
            if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
                self.imported += [(statement.module, one.name, one.asname or one.name) for one in statement.names]
            elif isinstance(statement, ast.Assign | ast.AnnAssign):
                for read in names_read_on_import(statement):
                    self.reading.setdefault(read, []).append(statement)
            elif not isinstance(statement, ast.Import):
                self.fixed |= names_read_on_import(statement)


def _source(module: ModuleType) -> str:
    return Path(module.__file__).read_text(encoding="utf-8") if module.__file__ else ""


def targets(statement: ast.stmt) -> list[str]:
    """The names that a statement gives."""
    given = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [node.id for target in given for node in ast.walk(target) if isinstance(node, ast.Name)]


def names_read_on_import(tree: ast.AST) -> set[str]:
    """The names that are read outside the bodies of functions: by other constants, defaults, decorators and classes."""
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.add(node.id)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, node.args]
        else:
            waiting += ast.iter_child_nodes(node)
    return found


def code_key(tree: ast.Module, path: str, function: ast.AST) -> tuple[CodeType, str, int] | None:
    """The code of a function of a tree, with its full name and first line, by which the loaded one is found."""
    decorators = function.decorator_list
    line = min([function.lineno, *(one.lineno for one in decorators)])
    waiting = [compile(tree, path, "exec")]
    while waiting:
        code = waiting.pop()
        if code.co_name == function.name and code.co_firstlineno == line:
            return code, code.co_qualname, line
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]
    return None


# Trying


class Trying:
    """The mutants of an area, what their tests cover, and where results go."""

    def __init__(self, area: Area, results: Path, chosen: list[Mutant], sources: dict[str, str], cover: Cover) -> None:
        self.area, self.results, self.mutants, self.sources, self.cover = area, results, chosen, sources, cover
        self.cold: list[Mutant] = []

    def tests(self, mutant: Mutant, place: Place) -> list[str]:
        """The tests that a mutant is tried on. What runs on import concerns all of them, those of its module first."""
        if place.function is None or self.cover.runs_on_import(mutant):
            first = self.cover.tests(mutant, (0, 1 << 30))
            seconds = self.cover.seconds
            return first + sorted(seconds.keys() - set(first), key=lambda test: (seconds[test], test))
        found = self.cover.tests(mutant)
        return found or self.cover.tests(mutant, (place.function.lineno, place.function.end_lineno))

    def outcome(self, child: Callable[[], None], tests: list[str]) -> str:
        """How the tests end in a child of this process."""
        seconds = sum(self.cover.seconds[test] for test in tests)
        pid = os.fork()
        if not pid:
            try:
                quiet()
                limit = int(5 + 5 * seconds)
                resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
                resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
                signal.setitimer(signal.ITIMER_REAL, 60 + 20 * seconds)
                child()
            except BaseException:  # noqa: BLE001 whatever it is, the mutant was noticed
                os._exit(1)
            os._exit(0)
        status = os.waitpid(pid, 0)[1]
        if os.WIFSIGNALED(status):
            return TIMED_OUT if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL) else KILLED
        return SURVIVED if os.WEXITSTATUS(status) == 0 else KILLED

    def result(self, mutant: Mutant, outcome: str, tests: int) -> None:
        """Write down how a mutant fared; one for which the program is imported anew waits."""
        with self.results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(mutant) | {"outcome": outcome, "tests": tests}) + "\n")

    def try_cold(self) -> None:
        """Try what must be imported anew; this process has imported nothing of the program."""
        for mutant in [Mutant(**one["mutant"]) for one in read(self.results) if one["outcome"] == COLD]:
            tree, place = altered(self.sources[mutant.file], mutant.place)
            tests = self.tests(mutant, place)
            if not tests:
                self.result(mutant, UNCOVERED, 0)
                continue
            outcome = self.outcome(
                lambda tree=tree, mutant=mutant, tests=tests: import_anew(tree, mutant, tests), tests
            )
            self.result(mutant, outcome, len(tests))


def import_anew(tree: ast.Module, mutant: Mutant, tests: list[str]) -> None:
    """Import the program with a mutant in it and run these tests; ends the process with 1 where they find it."""
    changed = str(ROOT / mutant.file)
    load = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, name: str) -> CodeType:
        return compile(tree, changed, "exec") if self.path == changed else load(self, name)

    importlib.machinery.SourceFileLoader.get_code = get_code
    if ask_pytest([Only(tests)], sorted({test.partition("::")[0] for test in tests})):
        os._exit(1)


def ask_pytest(plugins: list[Any], tests: Iterable[str]) -> int:
    """Run pytest in this process; its exit code."""
    import pytest

    with tempfile.TemporaryDirectory(prefix="council-mutants-", ignore_cleanup_errors=True) as folder:
        return int(
            pytest.main(
                ["-n0", "-s", "--assert=plain", "-p", "no:cacheprovider", f"--basetemp={folder}/tests", *tests],
                plugins=plugins,
            )
        )


def quiet() -> None:
    """Let nothing be said from here on."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def aside(work: Callable[[], object]) -> int:
    """Do something in a child of this process, quietly; its exit code."""
    pid = os.fork()
    if not pid:
        try:
            quiet()
            work()
        except BaseException:  # noqa: BLE001 the parent says so
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def measure(area: Area, folder: Path) -> Cover:
    """Run the tests of an area on the program as it is, and note what each runs through. Raises RuntimeError where one fails."""
    place = folder / "cover.json"

    def work() -> None:
        import coverage

        measuring = coverage.Coverage(
            data_file=str(folder / "cover"), config_file=False, include=[str(path) for path in area.modules]
        )
        measuring.start()
        following = Following(measuring.switch_context)
        ask_pytest([following], area.tests)
        measuring.stop()
        measuring.save()
        data = measuring.get_data()
        lines = {
            str(Path(file).relative_to(ROOT)): {
                line: sorted(set(names)) for line, names in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }
        place.write_text(json.dumps([lines, following.seconds, following.failed]), encoding="utf-8")

    aside(work)
    if not place.exists():
        raise RuntimeError(f"The tests of {area.name} could not be run: {' '.join(area.tests)}")
    lines, seconds, failed = json.loads(place.read_text(encoding="utf-8"))
    if failed:
        raise RuntimeError(f"Tests of {area.name} fail on the program as it is: {', '.join(failed[:5])}")
    return Cover({file: {int(line): names for line, names in of.items()} for file, of in lines.items()}, seconds)


def every(area: Area) -> tuple[list[Mutant], dict[str, str]]:
    """All mutants of an area, and the source of each of its files."""
    sources = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in area.modules}
    return [mutant for file, source in sources.items() for mutant in mutants(source, file)], sources


def read(results: Path) -> Iterator[dict[str, Any]]:
    """How each mutant fared: its last result."""
    last: dict[str, dict[str, Any]] = {}
    for line in results.read_text(encoding="utf-8").splitlines() if results.exists() else []:
        told = json.loads(line)
        mutant = {name: told[name] for name in Mutant.__dataclass_fields__}
        mutant["lines"] = tuple(mutant["lines"])
        last[json.dumps(mutant)] = {"mutant": mutant, "outcome": told["outcome"], "tests": told["tests"]}
    yield from last.values()


def _without(chosen: list[Mutant], before: list[dict[str, Any]], trying: Trying) -> list[Mutant]:
    """Those that were not found before; the others are written down as they were."""
    found = {Mutant(**one["mutant"]).key: one for one in before}
    for mutant in chosen:
        if one := found.get(mutant.key):
            trying.result(mutant, one["outcome"], one["tests"])
    return [mutant for mutant in chosen if mutant.key not in found]


def drawn(mutants: list[Mutant], sample: int | None, seed: int) -> list[Mutant]:
    """So many of them, by chance; all of them where there are no more."""
    if sample is None or sample >= len(mutants):
        return mutants
    return random.Random(seed).sample(mutants, sample)


def left_untried(wanted: Iterable[Mutant], results: Path) -> list[Mutant]:
    """Those of which the results do not say how they fared, as after a fault of this program."""
    told = {Mutant(**one["mutant"]).key for one in read(results) if one["outcome"] != COLD}
    return [mutant for mutant in wanted if mutant.key not in told]


def main() -> int:
    """Try the mutants of one area."""
    parser = argparse.ArgumentParser(prog="python -m proofs.forking", description=__doc__)
    parser.add_argument("area")
    parser.add_argument("results", type=Path)
    parser.add_argument("--sample", type=int, help="how many are tried, by chance with a fixed seed")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, to draw others")
    parser.add_argument("--but", type=Path, nargs="*", default=[], help="results: what was tried there is not drawn")
    parser.add_argument("--found", type=Path, nargs="*", default=[], help="results: what was found there stays found")
    parser.add_argument("--again", type=Path, help="only those that survived in these results")
    asked = parser.parse_args()
    [area] = areas([asked.area])
    chosen, sources = every(area)
    if asked.again:
        left = {tuple(one["mutant"][name] for name in ("file", "function", "was", "becomes", "nth"))
                for one in read(asked.again) if one["outcome"] in (SURVIVED, UNCOVERED, COLD)}  # fmt: skip
        chosen = [mutant for mutant in chosen if mutant.key in left]
    tried = {Mutant(**one["mutant"]).key for results in asked.but for one in read(results)}
    chosen = drawn([mutant for mutant in chosen if mutant.key not in tried], asked.sample, asked.seed)
    wanted = list(chosen)
    asked.results.write_text("", encoding="utf-8")
    before = [one for results in asked.found for one in read(results) if one["outcome"] in (KILLED, TIMED_OUT)]
    chosen = _without(chosen, before, Trying(area, asked.results, [], sources, Cover({}, {})))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    for name in READY:
        with suppress(Exception):
            importlib.import_module(name)
    assert not any(name.partition(".")[0] in OURS for name in sys.modules)
    with tempfile.TemporaryDirectory(prefix="council-mutants-") as folder:
        cover = measure(area, Path(folder))
    trying = Trying(area, asked.results, chosen, sources, cover)
    aside(lambda: ask_pytest([Warm(trying)], area.tests))
    trying.try_cold()
    if untried := left_untried(wanted, asked.results):
        raise RuntimeError(
            f"{len(untried)} of {len(wanted)} mutants were not tried, the first of them {untried[0].key}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
