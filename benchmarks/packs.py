"""A pack beside bare WeasyPrint, the pack after an edit beside the item alone, and both beside Chromium and LibreOffice.

.venv/bin/python -m benchmarks.packs [--quick]
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.frame import SQLITE, TOP, Row, begin, duration

TITLE = "Packs"
ABOUT = """Rotherham's pack of September 2007 (47 pages), and 2, 4 and 16 times its length: its items repeated within one
meeting. Every layout starts in a process of its own; times are processor seconds of it and of all that it starts, in turns,
and seconds by the clock where cores matter. Bare WeasyPrint lays out the same finished HTML with the same styles as PDF/UA-1,
its collector off as ours is. Chromium prints the same HTML with the same styles, LibreOffice converts the same words and
tables as DOCX. An edit adds a sentence to one item. Beside Chromium and LibreOffice the limits are for the clock, since that is
what is waited for and a pack is laid out on all cores, where those two use one or two; what each takes of the processors is told
beside. Where others use the cores too, the clock says more against a pack than on a machine of its own."""
DATABASES = (SQLITE,)
BARE = """
import gc, sys
gc.disable()
from pathlib import Path
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
root, out, *names = sys.argv[1:]
fonts = FontConfiguration()
base = Path(root).as_uri() + "/"
styles = [CSS(filename=Path(root) / name, font_config=fonts) for name in names]
styles.append(CSS(string=":root { --brand: #12436d; }", base_url=base, font_config=fonts))
HTML(string=sys.stdin.read(), base_url=base).write_pdf(out, stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1")
import os
os._exit(0)
"""
BUILD = """
from accounts.models import User
from meetings.choices import Audience
from meetings.editions import finish_packs, request_pack
from meetings.models import Meeting
finish_packs(request_pack(meeting=Meeting.objects.get(date="2007-09-10"), audience=Audience.PUBLIC, by=User.objects.first()))
"""
PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "core.pdf_child"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
COLOUR = "#12436d"
SUBREAPER = 36
"""What Linux calls a process to which those fall whose parent has ended: a browser's are counted too."""
LARGEST, MIDDLE, SMALLEST = 3, 2, 1
"""Which of the items of the pack have 31 pages, 10 and 1."""
ASKED = 40


@dataclass(frozen=True)
class Cost:
    """What a work took: seconds of processor, and by the clock."""

    processor: float
    clock: float


def main() -> None:
    """Print the rows as they are found."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/bench.sqlite3"
        os.environ |= {
            "DATABASE_URL": url, "MEDIA_ROOT": f"{directory}/media", "STATIC_ROOT": f"{directory}/static",
            "SECRET_KEY": "x" * 50,
        }  # fmt: skip
        subprocess.run([sys.executable, "-m", "tests.migrating"], cwd=TOP, check=True, capture_output=True)
        for row in rows("--quick" in sys.argv):
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
            limit = "" if row.limit is None else f"{row.limit:.2f}"
            print(f"{row.verdict:12} {ratio:>6} {limit:>6}  {row.what}. {row.note}", flush=True)


def rows(quick: bool) -> Iterator[Row]:
    """What is promised of packs, at 50 pages and, unless quick, at 200 and 800."""
    begin(today="2007-09-10", example="rotherham")
    with suppress(OSError, AttributeError):  # not every system has it
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="council-bench-packs-") as name:
        bench = Bench(Path(name))
        if quick:
            yield bench.beside_bare(1, rounds=1)
            yield bench.after_an_edit(1, rounds=1)
            yield from bench.beside_others(1, rounds=1, office=False)
            return
        yield bench.beside_bare(1, rounds=3)
        yield bench.cold_on_all_cores(rounds=3)
        yield bench.after_an_edit(1, rounds=3)
        yield bench.after_an_edit(4, rounds=3)
        yield bench.after_a_small_edit(4)
        for times, rounds in ((1, 3), (4, 3), (16, 1)):
            yield from bench.beside_others(times, rounds=rounds, office=times < 16)
            yield bench.memory(times)
            yield bench.composing(times)
        yield form()


class Bench:
    """The packs, and what they are laid out with."""

    def __init__(self, folder: Path) -> None:
        from core.pdf import STYLES, static_root

        self.folder, self.styles, self.root = folder, STYLES, static_root()
        self.packs: dict[int, str] = {}
        self.lengths: dict[str, int] = {}
        self.edits = count(1)

    def html(self, times: int) -> str:
        """The pack of so many times its length."""
        if times not in self.packs:
            self.packs[times] = composed(times)
        return self.packs[times]

    def edited(self, html: str, piece: int) -> str:
        """It with a sentence more in one of its items, another each time."""
        front, *pieces = html.split("<!--part-->")
        pieces[piece] = pieces[piece].replace("</h2>", f"</h2><p>Edited {next(self.edits)} times.</p>", 1)
        return "<!--part-->".join([front, *pieces])

    def alone(self, html: str, piece: int) -> str:
        """One of its items as a document."""
        from core.pdf_apart import divide

        return list(divide(html).alone())[piece]

    # What lays out

    def order(self, html: str, kept: str | None) -> dict:
        """What the program tells its process; ``kept`` is where pieces are kept, nothing for one run."""
        from core.pdf import order_of, processors

        made = order_of(html, brand_colour=COLOUR, marks=True)
        if kept is None:
            return made
        scratch = self.folder / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        return made | {"at_once": processors(), "kept": kept, "scratch": str(scratch)}

    def ours(self, html: str, *, kept: str | None = "") -> int:
        """Lay a pack out as the program does; returns how many pages it has."""
        order = self.order(html, kept)
        said = subprocess.run(
            [sys.executable, "-m", "core.pdf_child"], input=json.dumps(order).encode(), cwd=TOP, capture_output=True, check=True
        ).stdout  # fmt: skip
        return json.loads(said[: said.index(b"\n")])["pages"]

    def bare(self, html: str) -> None:
        """Lay the same HTML out with WeasyPrint alone."""
        command = [sys.executable, "-c", BARE, str(self.root), str(self.folder / "bare.pdf"), *self.styles]
        subprocess.run(command, input=html, text=True, capture_output=True, check=True)

    def chromium(self, html: str, browser: str) -> None:
        """Have a browser print the same HTML with the same styles."""
        links = "".join(f'<link rel="stylesheet" href="{name}">' for name in self.styles)
        page = self.folder / "page.html"
        head = f'<head><base href="{self.root.as_uri()}/">{links}<style>:root {{ --brand: {COLOUR} }}</style>'
        page.write_text(html.replace("<head>", head, 1), encoding="utf-8")
        made = self.folder / "browser.pdf"
        made.unlink(missing_ok=True)
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.folder / 'browser'}"]
        command += ["--allow-file-access-from-files", f"--print-to-pdf={made}", page.as_uri()]
        subprocess.run(command, capture_output=True, check=True)
        assert made.stat().st_size  # noqa: S101
        self.gather()

    def office(self, document: Path, program: str) -> None:
        """Have LibreOffice convert a document to PDF."""
        command = [
            program,
            f"-env:UserInstallation={(self.folder / 'office').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run([*command, "--outdir", str(self.folder), str(document)], capture_output=True, check=True)
        assert document.with_suffix(".pdf").stat().st_size  # noqa: S101
        self.gather()

    @staticmethod
    def gather() -> None:
        """Wait for what a program has left running, so that it is counted."""
        with suppress(ChildProcessError):
            until = time.monotonic() + 5
            while time.monotonic() < until:
                if os.waitpid(-1, os.WNOHANG) == (0, 0):
                    time.sleep(0.02)

    # What is told

    def beside_bare(self, times: int, *, rounds: int) -> Row:
        """One run."""
        html = self.html(times)
        ours, bare = in_turns(lambda: self.ours(html, kept=None), lambda: self.bare(html), rounds)
        return Row(
            f"a pack in one run, marked for the screen and mended / bare WeasyPrint, {self.length(html)}",
            ratio(ours, bare), 1.1, told(ours, bare),
        )  # fmt: skip

    def cold_on_all_cores(self, *, rounds: int) -> Row:
        """A pack of which no piece is kept."""
        html = self.html(2)
        apart, whole = in_turns(lambda: self.ours(html), lambda: self.ours(html, kept=None), rounds)
        return Row(
            f"a pack of 8 items in pieces, none kept, on {os.cpu_count()} cores / in one run, {self.length(html)}, by the clock",
            ratio(apart, whole, "clock"), 0.65,
            f"{told(apart, whole, 'clock')}; by processor {ratio(apart, whole):.2f}. {busy()}",
        )  # fmt: skip

    def after_an_edit(self, times: int, *, rounds: int) -> Row:
        """A pack of which one item was edited, its largest, beside that item alone."""
        html = self.html(times)
        kept = str(self.folder / "kept")
        self.ours(html, kept=kept)
        edited = [self.edited(html, LARGEST) for _ in range(rounds)]
        packs, items = iter(edited), iter(edited)
        ours, alone = in_turns(
            lambda: self.ours(next(packs), kept=kept),
            lambda: self.ours(self.alone(next(items), LARGEST), kept=None),
            rounds,
        )
        return Row(
            f"a pack after an edit to its largest item / that item alone, {self.length(html)}",
            ratio(ours, alone), 1.3, f"{told(ours, alone)}; by the clock {ratio(ours, alone, 'clock'):.2f}.",
        )  # fmt: skip

    def after_a_small_edit(self, times: int) -> Row:
        """A pack of which a small item was edited, beside the whole."""
        html = self.html(times)
        kept = str(self.folder / "kept")
        self.ours(html, kept=kept)
        edited = iter([self.edited(html, SMALLEST) for _ in range(3)])
        small = [cost(lambda: self.ours(next(edited), kept=kept)) for _ in range(3)]
        whole = [cost(lambda: self.ours(html, kept=None))]
        return Row(
            f"a pack after an edit to an item of one page / the pack in one run, {self.length(html)}",
            ratio(small, whole), 0.12, told(small, whole),
        )  # fmt: skip

    def beside_others(self, times: int, *, rounds: int, office: bool) -> Iterator[Row]:
        """A pack, none of it kept and after an edit, beside a browser and an office program."""
        html = self.html(times)
        kept = str(self.folder / f"kept-{times}")
        pages = self.length(html)
        self.ours(html, kept=kept)
        browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        program = shutil.which("soffice") if office else None
        document = self.folder / f"pack-{times}.docx"
        if program:
            write_docx(html, document)
        items = {"an item of 10 pages": MIDDLE, "its largest item, of 31 pages": LARGEST}
        cold: list[Cost] = []
        warm: dict[str, list[Cost]] = {item: [] for item in items}
        others: dict[str, list[Cost]] = {"headless Chromium": []} | ({"LibreOffice": []} if office else {})
        for _ in range(rounds):
            cold.append(cost(lambda: self.ours(html)))
            for item, piece in items.items():
                warm[item].append(cost(partial(self.ours, self.edited(html, piece), kept=kept)))
            if browser:
                others["headless Chromium"].append(cost(lambda: self.chromium(html, browser)))
            if program:
                others["LibreOffice"].append(cost(lambda: self.office(document, program)))
        for name, found in others.items():
            limit = 2.5 if name == "headless Chromium" else None
            if not found:
                yield Row(f"a pack / {name}, {pages}", None, limit, "It was not found.")
                continue
            yield beside(f"a pack of which nothing is kept / {name}, {pages}", cold, found, limit)
            for item, took in warm.items():
                yield beside(f"a pack after an edit to {item} / {name}, {pages}", took, found, 1.0)

    def memory(self, times: int) -> Row:
        """The largest of a pack's processes beside that of its largest item."""
        html = self.html(times)
        pack = self.peak(self.order(html, ""))
        item = self.peak(self.order(self.alone(html, LARGEST), None))
        return Row(
            f"memory of the largest process of a pack / of its largest item alone, {self.length(html)}",
            pack / item, 1.2, f"{pack / 1024:.0f} MB beside {item / 1024:.0f} MB; as many at once as there are cores.",
        )  # fmt: skip

    def composing(self, times: int) -> Row:
        """What a pack's HTML takes while it is read from the database and composed."""
        pages = self.length(self.html(times))  # by then all that composes is loaded
        tracemalloc.start()
        made = len(composed(times).encode())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return Row(
            f"memory that composing a pack's HTML takes at most / the HTML, {pages}",
            most / made, None, f"{most / 1e6:.1f} MB beside {made / 1e6:.1f} MB, of what the program itself holds.",
        )  # fmt: skip

    def peak(self, order: dict) -> int:
        """Kilobytes of the largest process by which an order is done."""
        done = subprocess.run(
            [sys.executable, "-c", PEAK], input=json.dumps(order), cwd=TOP, text=True, capture_output=True, check=True
        )
        return int(done.stdout)

    def length(self, html: str) -> str:
        """How many pages a pack has, said once it has been laid out."""
        if html not in self.lengths:
            self.lengths[html] = self.ours(html, kept=str(self.folder / "kept"))
        return f"{self.lengths[html]} pages"


def composed(times: int) -> str:
    """The pack's HTML with its items so many times."""
    from meetings import packs
    from meetings.choices import Audience
    from meetings.models import Meeting, Pack
    from organisation.models import Council

    source = packs.read(Pack(meeting=Meeting.objects.get(date="2007-09-10"), audience=Audience.PUBLIC))
    items = [longer(item, copy) for copy in range(times) for item in source.view.items]
    return packs.compose(replace(source.view, items=tuple(items)), Council.objects.get(), Audience.PUBLIC)


def longer(item, copy: int):
    """A copy of an item whose anchors are its own."""
    number = item.number + 100 * copy
    report = item.report
    if report and copy:
        appendices = tuple(
            replace(
                one, anchor=f"{one.anchor}-{copy}", plan=one.plan and replace(one.plan, slug=f"{one.plan.slug}-{copy}")
            )
            for one in report.appendices
        )
        report = replace(report, appendices=appendices)
    return replace(item, number=number, anchor=f"item-{number}", report=report)


def write_docx(html: str, to: Path) -> None:
    """The same headings, paragraphs and tables as a Word document. It is written in one go: the library is slow with tables."""
    from html import escape

    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from lxml import html as reading

    def run(element) -> str:
        words = escape(" ".join(element.text_content().split()), quote=False)
        return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'

    def paragraph(element, style: str = "") -> str:
        kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{kind}{run(element)}</w:p>"

    made = []
    for element in reading.fromstring(re.sub(r"^<!DOCTYPE[^>]*>", "", html)).iter(
        "h1", "h2", "h3", "h4", "p", "li", "table"
    ):
        if element.tag == "table":
            lines = []
            for row in element.iter("tr"):
                cells = "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row.iter("td", "th"))
                lines.append(f"<w:tr>{cells}</w:tr>" if cells else "")
            made.append(f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr>{"".join(lines)}</w:tbl><w:p/>')
        elif not any(parent.tag in {"table", "li", "p"} for parent in element.iterancestors()):
            made.append(paragraph(element, f"Heading{element.tag[1]}" if element.tag[0] == "h" else ""))
    document = docx.Document()
    body = document.element.body
    for child in parse_xml(f"<w:body {nsdecls('w')}>{''.join(made)}</w:body>"):
        body.insert(len(body) - 1, child)  # before what says how large a page is
    written = io.BytesIO()
    document.save(written)
    to.write_bytes(written.getvalue())


def form() -> Row:
    """A page with a form while a pack is built by a process beside it."""
    from django.test import Client

    from accounts.models import User
    from meetings.models import Meeting

    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(email__startswith="performance@"))
    address = f"/meetings/{Meeting.objects.get(date='2007-09-10').pk}/pack/"

    def answer() -> float:
        began = time.perf_counter()
        browser.get(address)
        return time.perf_counter() - began

    answer()
    idle = median(answer() for _ in range(ASKED))
    builder = subprocess.Popen([sys.executable, "manage.py", "shell", "-v0", "-c", BUILD], cwd=TOP)
    while_built = []
    while builder.poll() is None:
        while_built.append(answer())
    return Row(
        "a page with a form while a pack is built / while none is, by the clock",
        median(while_built) / idle, None,
        f"{len(while_built)} answers, the slowest {duration(max(while_built))}; {duration(idle)} while none is. {busy()}",
    )  # fmt: skip


# Measuring


def in_turns(ours: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[list[Cost], list[Cost]]:
    """What two works take, each round in the other order than the last."""
    first, second = [], []
    for turn in range(rounds):
        works = [(ours, first), (other, second)]
        for work, found in works if turn % 2 == 0 else reversed(works):
            found.append(cost(work))
    return first, second


def cost(work: Callable[[], object]) -> Cost:
    """What a work takes."""
    began, clock = used(), time.perf_counter()
    work()
    return Cost(used() - began, time.perf_counter() - clock)


def used() -> float:
    """Seconds of processor of this process and its ended children."""
    return sum(
        found.ru_utime + found.ru_stime
        for found in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def ratio(ours: list[Cost], others: list[Cost], by: str = "processor") -> float:
    """The median of the ratios of the rounds; of as many as both have, else of the medians."""
    if len(ours) == len(others):
        return median(getattr(one, by) / getattr(other, by) for one, other in zip(ours, others, strict=True))
    return median(getattr(one, by) for one in ours) / median(getattr(other, by) for other in others)


def told(ours: list[Cost], others: list[Cost], by: str = "processor") -> str:
    """The times behind a ratio, and of how many rounds they are the medians."""
    times = [duration(median(getattr(one, by) for one in found)) for found in (ours, others)]
    return f"{times[0]} beside {times[1]}, {len(ours)} round{'' if len(ours) == 1 else 's'}"


def beside(what: str, ours: list[Cost], others: list[Cost], limit: float | None) -> Row:
    """What is waited for a pack beside another's, and what either takes of the processors."""
    note = f"{told(ours, others, 'clock')}; by processor {ratio(ours, others):.2f}, {told(ours, others)}. {busy()}"
    return Row(f"{what}, by the clock", ratio(ours, others, "clock"), limit, note)


def busy() -> str:
    """How busy the machine is with others, without which a time by the clock says little."""
    return f"{os.getloadavg()[0]:.1f} processes waited for the cores."


if __name__ == "__main__":
    main()
