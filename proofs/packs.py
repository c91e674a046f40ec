"""Packs that are laid out in pieces and joined, beside the same packs laid out in one run: random ones, compared in everything."""

from __future__ import annotations

import io
import os
import random
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from proofs.findings import Figure, Findings

TITLE = "Packs laid out in pieces"
PACKS, QUICK = 32, 2
LONGEST = 40
DARKEST = 24
"""By how much of 255 a point of a page may differ, at 60 points an inch: a letter a hair beside its place."""
WORDS = [
    "bins",
    "roads",
    "homes",
    "parks",
    "libraries",
    "schools",
    "carers",
    "targets",
    "figures",
    "clinics",
    "plans",
    "actions",
    "Žofia",
    "Łódź",
    "£3m",
    "45%",
    "“quoted”",
    "–",
]
PICTURES = ("img/icon.svg", "img/rag/tick.svg", "img/rag/diamond.svg")
FRAME = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Pack {name}</title>'
    '<meta name="author" content="A council"></head><body data-left="A board" data-right="12 May 2026">{body}</body></html>'
)


@dataclass(frozen=True)
class Seen:
    """What is found in a PDF: each of these is compared by itself."""

    structure: list[tuple]
    """Its elements in reading order, how deep, of which kind, with their words for what is drawn, and which content of which page is theirs."""
    bookmarks: list[tuple]
    """How deep, what they say, and where they lead."""
    links: list[tuple]
    """On which page they stand, and on which, and where on it, they lead."""
    places: dict[str, tuple]
    sizes: list[tuple[float, float]]
    about: tuple[str, str]
    """Its title and its language."""


def run(*, quick: bool) -> Findings:
    """Make packs, lay each out both ways, compare."""
    _set_up()
    chance = random.Random(2026)
    sizes = [2, LONGEST, *(chance.randint(2, chance.choice([6, 14, LONGEST])) for _ in range(PACKS - 2))]
    differ: Counter[str] = Counter()
    faults: list[str] = []
    parts = pages = points = darkest = 0
    with tempfile.TemporaryDirectory(prefix="council-proof-packs-") as name:
        folder = Path(name)
        files = []
        for at, size in enumerate([2, 5][:QUICK] if quick else sizes):
            html = pack(size, seed=at)
            whole, apart = _laid_out(html, folder, at)
            files.append(folder / f"apart-{at}.pdf")
            one, other = seen(whole.content), seen(apart.content)
            for what in ("structure", "bookmarks", "links", "places", "sizes", "about"):
                if getattr(one, what) != getattr(other, what):
                    differ[what] += 1
                    faults.append(f"Pack {at} of {size} parts differs in its {what}.")
            if _words(folder / f"whole-{at}.pdf") != _words(files[-1]):
                differ["words"] += 1
                faults.append(f"Pack {at} of {size} parts differs in its words.")
            if _read_on_screen(whole.marked) != _read_on_screen(apart.marked):
                differ["twin"] += 1
                faults.append(f"Pack {at} of {size} parts differs as it is read on screen.")
            if whole.anchors != apart.anchors:
                differ["anchors"] += 1
                faults.append(f"Pack {at} of {size} parts says of other pages where its items stand.")
            dark, differing = _beside(folder / f"whole-{at}.pdf", files[-1])
            darkest, points = max(darkest, dark), points + differing
            differ["pictures"] += dark > DARKEST
            parts, pages = parts + size, pages + whole.pages
        valid, said = _valid(files)
    packs = len(files)
    of = f"{packs} random packs of 2 to {LONGEST} parts ({parts} parts, {pages:,} pages), in pieces and in one run"
    compared = {
        "structure": "elements of the structure and what is read in them, in order",
        "words": "words of each page in reading order",
        "bookmarks": "bookmarks, and the places they lead to",
        "links": "links, and the places they lead to",
        "places": "named places",
        "anchors": "pages on which items stand",
        "sizes": "sizes of pages",
        "about": "title and language",
        "twin": "the HTML that is read on screen, marked with pages",
    }
    figures = [
        Figure(f"{of}: {what}", "0 differ", f"{differ[name]} differ", not differ[name])
        for name, what in compared.items()
    ]
    figures.append(
        Figure(
            f"{of}: pictures of the pages, point by point",
            f"no point more than {DARKEST} of 255 apart",
            f"at most {darkest} apart",
            not differ["pictures"],
        )
    )
    figures.append(
        Figure(f"{packs} packs in pieces before {said}", "all pass", f"{valid} of {packs} pass", valid == packs)
    )
    return Findings(
        tuple(figures),
        (
            (
                "A pack is a front with contents and items upright and wide, with tables over several pages, pictures, lists in "
                f"lists, exempt items and links to other items, both ways. The longest has {LONGEST} parts; every fifth was laid "
                "out from pieces kept of one that was edited since."
            ),
            f"Pages were compared at 60 points an inch in grey; {points:,} points differed at all.",
            *faults[:10],
        ),
    )


def pack(size: int, seed: int) -> str:
    """A pack of so many parts, its own for each seed."""
    chance = random.Random(seed)
    rows = "".join(f'<li><a class="page" href="#part-{at}">Item {at}, page </a></li>' for at in range(size))
    front = f'<section class="front"><h1>Pack {seed}</h1><h2>Contents</h2><ul class="contents">{rows}</ul></section>'
    items = []
    for at in range(size):
        blocks = "".join(_block(chance, size, f"{at}-{number}") for number in range(chance.randint(1, 5)))
        exempt = ' item--exempt" data-exempt="Exempt: paragraph 3' if chance.random() < 0.2 else ""
        items.append(
            f'<!--part--><section class="item{exempt}" id="part-{at}"><h2>Item {at}</h2><p>{_words_of(chance, 30)}</p>'
            f'{blocks}<div class="item__end" id="part-{at}-end"></div></section>'
        )
    return FRAME.format(name=seed, body=front + "".join(items) + "<!--/part-->")


def _block(chance: random.Random, size: int, at: str) -> str:
    """Something that a report has."""
    kind = chance.choice(["prose", "prose", "link", "list", "picture", "table", "wide"])
    other = chance.randrange(size)
    match kind:
        case "prose":
            return f"<h3>Heading {at}</h3><p>{_words_of(chance, chance.randint(20, 500))}</p>"
        case "link":
            return f'<p>See <a class="reference" href="#part-{other}">item {other}</a> and <em>this</em> again.</p>'
        case "list":
            inner = f"<ul><li>{_words_of(chance, 9)}</li><li>{_words_of(chance, 4)}</li></ul>"
            return f"<ol><li>{_words_of(chance, 12)}{inner}</li><li><p>{_words_of(chance, 40)}</p></li></ol>"
        case "picture":
            return f'<p><img src="{chance.choice(PICTURES)}" alt="A picture of {_words_of(chance, 2)}" width="60"></p>'
        case "table":
            return _table(chance, 3)
    return f'<section class="appendix appendix--wide" style="page: wide" id="appendix-{at}"><h3>Appendix {at}</h3>{_table(chance, 7)}</section>'


def _table(chance: random.Random, columns: int) -> str:
    heads = "".join(f"<th scope='col'>{word}</th>" for word in chance.choices(WORDS, k=columns))
    rows = "".join(
        f"<tr><th scope='row'>{row}</th>{''.join(f'<td>{_words_of(chance, 3)}</td>' for _ in range(columns - 1))}</tr>"
        for row in range(chance.choice([3, 8, 45]))
    )
    return f"<table class='sheet'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _words_of(chance: random.Random, many: int) -> str:
    return " ".join(chance.choices(WORDS, k=many))


# Laying out


def _set_up() -> None:
    import django
    from django.conf import settings

    if not settings.configured:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "councilperf.settings",
            "SECRET_KEY": "x" * 50,
            "DATABASE_URL": "sqlite://:memory:",
        }
        django.setup()


def _laid_out(html: str, folder: Path, at: int):
    from django.test import override_settings

    from core.pdf import render

    with override_settings(PACKS_IN_ONE_RUN=True):
        whole = render(html, brand_colour="#12436d", marks=True)
    with override_settings(PACKS_IN_ONE_RUN=False, PAPER_CACHE=str(folder / "kept")):
        if at % 5 == 0:
            render(html.replace("<h2>Item 1</h2>", "<h2>Item 1 as it was</h2>"), brand_colour="#12436d", marks=True)
        apart = render(html, brand_colour="#12436d", marks=True)
    for name, paper in (("whole", whole), ("apart", apart)):
        (folder / f"{name}-{at}.pdf").write_bytes(paper.content)
    return whole, apart


# Comparing


def seen(content: bytes) -> Seen:
    """What is found in a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        at = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        places = dict(_places(pdf.Root.Names.Dests, at))
        links = [
            (number, *_leads(link, places, at))
            for number, page in enumerate(pdf.pages, 1)
            for link in page.obj.get("/Annots", [])
        ]
        return Seen(
            list(_structure(pdf, at)),
            list(_bookmarks(pdf.Root.get("/Outlines"), 0, places, at)),
            links,
            places,
            [tuple(round(float(side), 3) for side in page.mediabox) for page in pdf.pages],
            (str(pdf.docinfo.get("/Title")), str(pdf.Root.Lang)),
        )


def _structure(pdf: pikepdf.Pdf, at: dict) -> Iterator[tuple]:
    """Marked content is told by its place among that of its page: what a page's header is counted among is no matter."""
    found: list[tuple] = []
    waiting = [(kid, 0, None) for kid in reversed(_kids(pdf.Root.StructTreeRoot))]
    while waiting:
        node, depth, page = waiting.pop()
        if not isinstance(node, Dictionary):
            found.append((depth, page, int(node)))
            continue
        page = at[node.Pg.objgen] if "/Pg" in node else page
        if node.get("/Type") == Name.MCR:
            found.append((depth, page, int(node.MCID)))
        elif node.get("/Type") == Name.OBJR:
            found.append((depth, "link", str(node.Obj.get("/Contents", ""))))
        else:
            attributes = node.get("/A", Dictionary())
            scope = str(attributes.get("/Scope", "")) if isinstance(attributes, Dictionary) else ""
            found.append((depth, str(node.S), str(node.get("/Alt", "")), scope))
            waiting += [(kid, depth + 1, page) for kid in reversed(_kids(node))]
    of_page: dict[int, set[int]] = defaultdict(set)
    for one in found:
        if len(one) == 3 and one[1] != "link":
            of_page[one[1]].add(one[2])
    rank = {page: {number: place for place, number in enumerate(sorted(of))} for page, of in of_page.items()}
    for one in found:
        yield (one[0], one[1], rank[one[1]][one[2]]) if len(one) == 3 and one[1] != "link" else one


def _kids(node: Dictionary) -> list:
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _places(tree: Dictionary, at: dict) -> Iterator[tuple[str, tuple]]:
    for branch in tree.get("/Kids", []):
        yield from _places(branch, at)
    names = list(tree.get("/Names", []))
    for name, place in zip(names[::2], names[1::2], strict=True):
        yield str(name), _place(place, at)


def _place(place: Array, at: dict) -> tuple:
    return (at[place[0].objgen], *(round(float(one), 2) for one in list(place)[2:] if one is not None))


def _leads(thing: Dictionary, places: dict, at: dict) -> tuple:
    if "/Dest" not in thing:
        return (str(thing.A.get("/URI", "")),) if "/A" in thing else ()
    if isinstance(thing.Dest, Array):
        return _place(thing.Dest, at)
    return places[str(thing.Dest)]


def _bookmarks(holder: Dictionary | None, depth: int, places: dict, at: dict) -> Iterator[tuple]:
    row = holder.get("/First") if holder is not None else None
    while row is not None:
        yield depth, str(row.Title), *_leads(row, places, at)
        yield from _bookmarks(row, depth + 1, places, at)
        row = row.get("/Next")


def _read_on_screen(marked: bytes) -> str:
    """HTML without blanks, and without the words by which it says where its pieces begin."""
    return "".join(marked.decode().replace("<!--part-->", "").replace("<!--/part-->", "").split())


def _words(file: Path) -> bytes:
    return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout


def _beside(one: Path, other: Path) -> tuple[int, int]:
    """By how much the pages of two files differ at most, and how many points differ at all."""
    darkest = points = 0
    for first, second in zip(_pictures(one), _pictures(other), strict=True):
        difference = ImageChops.difference(first, second)
        darkest = max(darkest, difference.getextrema()[1])
        points += sum(difference.histogram()[1:])
    return darkest, points


def _pictures(file: Path) -> Iterator[Image.Image]:
    to = file.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "60", "-gray", str(file), str(to)], check=True)
    for path in sorted(to.parent.glob(f"{to.name}-*.pgm")):
        with Image.open(path) as picture:
            yield picture.copy()
        path.unlink()


def _valid(files: list[Path]) -> tuple[int, str]:
    """How many pass, and before which validator: the reference one where there is one (VERAPDF says how it is called)."""
    validator = os.environ.get("VERAPDF", "verapdf")
    if which(validator):
        done = subprocess.run([validator, *map(str, files)], capture_output=True, text=True, check=False)
        passed = sum("compliant=true" in line or line.startswith("PASS") for line in done.stdout.splitlines())
        return len(files) if done.returncode == 0 else passed, "the reference validator of PDF/UA-1"
    import page

    passed = sum(not page.validate_pdf(str(file), profile="ua1").failures for file in files)
    return passed, "the validator of PDF/UA-1 that bin/check asks (the reference one was not there)"
