"""A pack against WeasyPrint alone on the same finished HTML, at growing lengths, and a form while a pack is built.

    .venv/bin/python -m benchmarks.packs [TIMES ...]

Rotherham's pack of September 2007 and, unless told otherwise, 4 and 16 times its length: its items repeated within one
meeting. Prints ratios of processor time measured in one run, so that a busy machine does not count; the database is
thrown away. "Alone" is a process that imports WeasyPrint, lays the finished HTML out as PDF/UA-1 with the same styles
and writes it, the collector left on as WeasyPrint leaves it; "pack" is reading, composing, laying out, marking the
pages and finishing. Memory is the peak of the process that lays out. "Form" is the median answer of a page with a
form, asked again and again while a pack is built by a process beside it, against the same page with nobody building.

On two cores that others kept busy: 47 pages pack / alone 0.86 (the collector is off), 735 pages 0.79; a page of the
longer pack 0.95 times the time and 0.56 times the memory of the shorter; form 2.3 times idle while a pack is built.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ALONE = """
import sys, resource
from pathlib import Path
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
root, out, *names = sys.argv[1:]
fonts = FontConfiguration()
base = Path(root).as_uri() + "/"
styles = [CSS(filename=Path(root) / name, font_config=fonts) for name in names]
styles.append(CSS(string=":root { --brand: #12436d; }", base_url=base, font_config=fonts))
document = HTML(string=sys.stdin.read(), base_url=base).render(
    stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1"
)
document.write_pdf(out, pdf_variant="pdf/ua-1")
print(len(document.pages), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
BUILD = """
from accounts.models import User
from meetings.choices import Audience
from meetings.editions import finish_packs, request_pack
from meetings.models import Meeting
finish_packs(request_pack(meeting=Meeting.objects.get(date="2007-09-10"), audience=Audience.PUBLIC, by=User.objects.first()))
"""
ASKED = 60


def main(times: list[int]) -> None:
    """Measure each length, the shortest first."""
    with tempfile.TemporaryDirectory() as directory:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{directory}/bench.sqlite3",
            "MEDIA_ROOT": f"{directory}/media",
            "STATIC_ROOT": f"{directory}/static",
            "SECRET_KEY": "x" * 50,
            "DJANGO_SETTINGS_MODULE": "councilperf.settings",
            "COUNCIL_TODAY": "2007-09-10",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("load_demo", "rotherham", verbosity=0, stdout=io.StringIO())
        form()
        first = None
        for length in sorted(times):
            found = measure(length, directory)
            first = first or found
            print(
                f"{'':>12}a page: {found[0] / first[0]:.2f} times the time, {found[1] / first[1]:.2f} times the memory "
                "of the shortest"
            )


def measure(times: int, directory: str) -> tuple[float, float]:
    """Print the ratio at a length; returns seconds and kilobytes a page."""
    from dataclasses import replace

    from core.pdf import STYLES, static_root
    from meetings import packs
    from meetings.choices import Audience
    from meetings.models import Meeting, Pack
    from organisation.models import Council

    meeting = Meeting.objects.get(date="2007-09-10")
    began = used()
    source = packs.read(Pack(meeting=meeting, audience=Audience.PUBLIC))
    read = (used() - began) * times
    items = [longer(item, copy) for copy in range(times) for item in source.view.items]
    view = replace(source.view, items=tuple(items))
    html = packs.compose(view, Council.objects.get(), Audience.PUBLIC)
    source = replace(source, view=view, html=html)
    command = [sys.executable, "-c", ALONE, str(static_root()), f"{directory}/alone.pdf", *STYLES]
    began = used()
    said = subprocess.run(command, input=html, capture_output=True, text=True, check=True).stdout
    alone = used() - began
    pages, alone_memory = (int(word) for word in said.split())
    began = used()
    built = packs.lay_out(source)
    pack = used() - began + read
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert built.paper.pages == pages  # noqa: S101
    print(
        f"{times:>3} × {pages:>5} pages: pack / alone {pack / alone:.2f} (wanted: at most 1.25; alone {alone:.1f} s, pack "
        f"{pack:.1f} s of which reading {read:.1f} s); memory {alone_memory / 1024:.0f} MB alone, at most "
        f"{memory / 1024:.0f} MB"
    )
    return pack / pages, memory / pages


def used() -> float:
    """The seconds of processor that this process and its children have used; a busy machine does not count."""
    return sum(
        found.ru_utime + found.ru_stime
        for found in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def longer(item, copy: int):
    """A copy of an item whose anchors are its own."""
    from dataclasses import replace

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


def form() -> None:
    """Print how a page with a form answers while a pack is built."""
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
    root = Path(__file__).resolve().parent.parent
    builder = subprocess.Popen([sys.executable, "manage.py", "shell", "-v0", "-c", BUILD], cwd=root)
    while_built = []
    while builder.poll() is None:
        while_built.append(answer())
    print(
        f"form while a pack is built / idle {median(while_built) / idle:.2f}, the slowest {max(while_built) / idle:.1f} "
        f"({len(while_built)} answers; idle {idle * 1000:.0f} ms)"
    )


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1, 4, 16])
