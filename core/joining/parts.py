"""Pages, structure, places, links and bookmarks of several PDF files as those of one."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from core.joining.fonts import Faces, letters_of
from core.joining.stamps import KINDS, Stamps
from core.joining.writing import Copying, JoinError, Writer, dictionary, reference

ELSEWHERE = "https://elsewhere.invalid/#"
"""What a link in a part names before the place in another part that it leads to."""
NUMBERED = ("/StructParents", "/StructParent")
MAPS = ("/RoleMap", "/ClassMap")
OF_THE_WHOLE = ("/Pages", "/StructTreeRoot", "/Names", "/Outlines")
"""What of a document's own entries is made anew of those of all parts."""
ELEMENT, FONT, DESCRIPTOR = Name.StructElem, Name.Font, Name.FontDescriptor
AMONG_ROWS = ("/Prev", "/Next", "/Parent")
WITHIN_ROWS = ("/First", "/Last", "/Count")


def join(parts: Iterable[bytes], to: BinaryIO, stamps: Stamps | None = None) -> None:
    """Write one PDF of tagged parts, in their order. Title, language and metadata are those of the first.

    Bookmarks of the other parts stand under the first of the first part, which is the title of the whole. A link to
    ``ELSEWHERE`` and a place leads to that place in whichever part has it. Stamps are laid over the pages. No more than one
    part is in memory at a time. Raises JoinError where a part is not tagged, a link leads to no part, two parts mean
    different things by one role or class, or there are stamps for more or fewer pages.
    """
    joining = Joining(Writer(to), stamps)
    for content in parts:
        with Pdf.open(io.BytesIO(content)) as pdf:
            joining.add(pdf)
    joining.finish()


@dataclass
class Row:
    """A bookmark of those that stand side by side, as text without what stands beside it and above."""

    number: int
    text: bytes


@dataclass
class Bookmarks:
    """Those of all parts: of the first as they are, and of the others under the first of these, the title."""

    number: int
    top: list[Row] = field(default_factory=list)
    under: list[Row] = field(default_factory=list)
    top_count: int = 0
    under_count: int = 0


class Joining:
    """A file that is being put together: what has been taken in of the parts so far."""

    def __init__(self, writer: Writer, stamps: Stamps | None) -> None:
        self.writer, self.stamps = writer, stamps
        self.faces = Faces(writer)
        self.parts = 0
        self.root, self.info = b"", None
        self.pages, self.tree, self.document = writer.number(), writer.number(), writer.number()
        self.document_text = b""
        self.leaves: list[int] = []
        self.kids: list[bytes] = []
        self.numbers: list[bytes] = []
        self.following = 0
        """The first number that is free in the parent tree."""
        self.ids: dict[str, bytes] = {}
        self.maps: dict[str, dict[str, bytes]] = defaultdict(dict)
        self.names = b""
        self.places: dict[str, bytes] = {}
        self.led_to: set[str] = set()
        self.bookmarks = Bookmarks(writer.number())
        self.opening = self.closing = 0
        if stamps is not None:
            taken = stamps.take_into(writer, lambda part, writer: Taking(part, writer, self))
            taken.finish()
            self.opening, self.closing = writer.number(), writer.number()
            writer.put_stream(self.opening, b"", b"q\n")
            writer.put_stream(self.closing, b"", b"\nQ\nEMC")

    def add(self, pdf: Pdf) -> None:
        """Take a part in."""
        self.parts += 1
        tree = _tree(pdf, self.parts)
        part = Taking(pdf, self.writer, self)
        document = _document(tree)
        part.stands_for(document, self.document)
        part.stands_for(tree, self.tree)
        for node in _page_nodes(pdf.Root.Pages):
            part.stands_for(node, self.pages)
        if self.parts == 1:
            self._begin(pdf, part, document)
        else:
            _rename(tree, self.parts)
        for page in pdf.pages:
            part.prepare(page.obj, at=len(self.leaves))
            self.leaves.append(part.take(page.obj.objgen[0]))
        self.kids += [part.text(kid) for kid in _elements(document.get("/K", Array()))]
        after = self.following
        for key, value in _pairs(tree.ParentTree):
            self.numbers.append(b"%d %s" % (key + part.shift, part.text(value)))
            after = max(after, key + part.shift + 1)
        self.following = after
        self.ids |= {name: part.text(element) for name, element in _id_pairs(tree)}
        for name, place in _places(pdf):
            self.places.setdefault(name, part.text(place))
        for name in MAPS:
            self._agree(name, tree, part)
        self._bookmark(pdf, part)
        part.finish()

    def finish(self) -> None:
        """Write what is of the whole."""
        if self.stamps is not None and len(self.leaves) != len(self.stamps.leaves):
            raise JoinError(f"There are {len(self.stamps.leaves)} headers for {len(self.leaves)} pages.")
        if lost := sorted(self.led_to - set(self.places)):
            raise JoinError(f"A link leads to “{lost[0]}”, which is in no part.")
        self.faces.finish()
        writer = self.writer
        kids = b"[%s]" % b" ".join(reference(leaf) for leaf in self.leaves)
        writer.put(self.pages, dictionary(Type=b"/Pages", Count=b"%d" % len(self.leaves), Kids=kids))
        writer.put(self.document, b"<<%s /P %d 0 R /K [%s]>>" % (self.document_text, self.tree, b" ".join(self.kids)))
        numbers = writer.put_new(dictionary(Nums=b"[%s]" % b" ".join(self.numbers)))
        tree = {
            "Type": b"/StructTreeRoot",
            "K": b"[%d 0 R]" % self.document,
            "ParentTree": reference(numbers),
            "ParentTreeNextKey": b"%d" % self.following,
        }
        if self.ids:
            tree["IDTree"] = _name_tree(self.ids)
        for name, meant in self.maps.items():
            tree[name[1:]] = b"<<%s>>" % b" ".join(b"%s %s" % (key.encode(), what) for key, what in meant.items())
        writer.put(self.tree, dictionary(**tree))
        root = {"Pages": reference(self.pages), "StructTreeRoot": reference(self.tree)}
        if self.places:
            self.names += b" /Dests " + reference(writer.put_new(_name_tree(self.places)))
        if self.names:
            root["Names"] = b"<<%s>>" % self.names
        if self.bookmarks.top or self.bookmarks.under:
            root["Outlines"] = reference(self.bookmarks.number)
            self._put_bookmarks()
        whole = writer.put_new(b"<<%s %s>>" % (self.root, dictionary(**root)[2:-2]))
        writer.close(whole, self.info)

    def _begin(self, pdf: Pdf, part: Taking, document: Dictionary) -> None:
        """What a document has of its first part."""
        self.root = b" ".join(part.entries(pdf.Root, OF_THE_WHOLE))
        self.document_text = b" ".join(part.entries(document, ("/K", "/P")))
        if "/Names" in pdf.Root:
            self.names = b" ".join(part.entries(pdf.Root.Names, ("/Dests",)))
        if "/Info" in pdf.trailer:
            self.info = part.take(pdf.trailer.Info.objgen[0])

    def _agree(self, name: str, tree: Dictionary, part: Taking) -> None:
        """Take the roles or classes of a part in."""
        found = tree.get(name, Dictionary())
        for key in sorted(found.keys()):
            value = part.value(found, key)
            if self.maps[name].setdefault(key, value) != value:
                raise JoinError(f"Part {self.parts} means something else by {key} than the parts before it.")

    def _bookmark(self, pdf: Pdf, part: Taking) -> None:
        """Hold the uppermost bookmarks of a part back, until it is known what stands beside them."""
        outlines = pdf.Root.get("/Outlines")
        if outlines is None or "/First" not in outlines:
            return
        part.stands_for(outlines, self.bookmarks.number)
        if self.parts > 1:
            self.bookmarks.under += part.rows(outlines)
            self.bookmarks.under_count += int(outlines.get("/Count", 0))
            return
        title = outlines.First
        below = part.rows(title)
        self.bookmarks.under, self.bookmarks.under_count = below, int(title.get("/Count", 0))
        self.bookmarks.top = part.rows(outlines, parent_of=title)
        self.bookmarks.top_count = int(outlines.get("/Count", 0)) - self.bookmarks.under_count

    def _put_bookmarks(self) -> None:
        marks = self.bookmarks
        if not marks.top:
            marks.top, marks.under = marks.under, []
        elif marks.under:
            marks.top[0].text += b" " + _ends(marks.under, marks.under_count)
        count = marks.top_count + marks.under_count
        self.writer.put(marks.number, b"<</Type /Outlines %s>>" % _ends(marks.top, count))
        for rows, parent in ((marks.top, marks.number), (marks.under, marks.top[0].number)):
            for at, row in enumerate(rows):
                beside = b" /Prev %d 0 R" % rows[at - 1].number if at else b""
                if at + 1 < len(rows):
                    beside += b" /Next %d 0 R" % rows[at + 1].number
                self.writer.put(row.number, b"<<%s /Parent %d 0 R%s>>" % (row.text, parent, beside))


class Taking(Copying):
    """Takes a part into a whole: its numbers on from those before, its letters into those that there are, stamps over its pages."""

    def __init__(self, part: Pdf, writer: Writer, whole: Joining) -> None:
        super().__init__(part, writer)
        self.whole = whole
        self.shift = whole.following
        self.at: dict[int, int] = {}
        """The pages, and which of the whole they are."""
        self.resources: set[int] = set()
        self.letters: dict[int, set[int]] = defaultdict(set)
        self.descriptors: list[tuple[int, Object]] = []

    def prepare(self, page: Dictionary, *, at: int) -> None:
        """Number what points into the parent tree on, and turn links to places in other parts into links to the places."""
        self.at[page.objgen[0]] = at
        if "/Resources" in page and page.Resources.is_indirect:
            self.resources.add(page.Resources.objgen[0])
        for thing in (page, *page.get("/Annots", [])):
            for name in NUMBERED:
                if name in thing:
                    thing[name] = int(thing[name]) + self.shift
            action = thing.get("/A")
            address = str(action.get("/URI", "")) if isinstance(action, Dictionary) else ""
            if address.startswith(ELSEWHERE):
                name = address.removeprefix(ELSEWHERE)
                self.whole.led_to.add(name)
                del thing.A
                thing.Dest = String(name)
                if str(thing.get("/Contents", "")) == address:
                    thing.Contents = String(name)

    def rows(self, holder: Dictionary, parent_of: Dictionary | None = None) -> list[Row]:
        """The bookmarks straight under another, held back. ``parent_of`` is the one whose own are held back too."""
        found, row = [], holder.get("/First")
        while row is not None:
            self.numbers[row.objgen[0]] = self.numbers.get(row.objgen[0]) or self.writer.number()
            found.append(row)
            row = row.get("/Next")
        return [
            Row(
                self.numbers[row.objgen[0]],
                b" ".join(
                    self.entries(
                        row,
                        AMONG_ROWS + (WITHIN_ROWS if parent_of is not None and row.objgen == parent_of.objgen else ()),
                    )
                ),
            )
            for row in found
        ]

    def finish(self) -> None:
        """Take what is referred to, then fonts: by then it is known which letters they have."""
        super().finish()
        for number, thing in self.descriptors:
            if "/FontFile2" in thing:
                file = thing.FontFile2
                face = str(thing.FontName).rpartition("+")[2]
                own = self.whole.faces.take(face, file.read_bytes(), self.letters[file.objgen[0]])
                self.stands_for(file, own)
            super().write(number, thing)
        super().finish()

    def write(self, number: int, thing: Object) -> None:
        """Write an object of the part under its number in the whole."""
        if isinstance(thing, Stream):
            for name in NUMBERED:
                if name in thing:  # a drawing that holds marked content of its own
                    thing[name] = int(thing[name]) + self.shift
        elif isinstance(thing, Dictionary):
            kind = thing.get("/Type")
            if kind == ELEMENT:  # nearly all are
                self.writer.put(number, self.text(thing, within=True))
                return
            old = thing.objgen[0]
            if kind == DESCRIPTOR:
                self.descriptors.append((number, thing))
                return
            if kind == FONT and "/FontFile2" in thing.get("/FontDescriptor", Dictionary()):
                self.letters[thing.FontDescriptor.FontFile2.objgen[0]].update(letters_of(thing.get("/W", Array())))
            if self.whole.stamps is not None and old in self.at:
                self.writer.put(number, self._stamped(thing, self.at[old]))
                return
            if self.whole.stamps is not None and old in self.resources:
                self.writer.put(number, self._naming(thing))
                return
        super().write(number, thing)

    def _stamped(self, page: Dictionary, at: int) -> bytes:
        """A page with its stamp laid over it."""
        whole = self.whole
        if at >= len(whole.stamps.leaves):
            raise JoinError(f"There are {len(whole.stamps.leaves)} headers for more pages.")
        stamp = self.writer.number()
        drawn = b"\nQ\n/Artifact <</Type /Pagination>> BDC\nq\n" + whole.stamps.content(at)
        self.writer.put_packed(stamp, b"", drawn)
        held = page.get("/Contents", Array())
        contents = [self.text(one) for one in (held if isinstance(held, Array) else [held])]
        drawings = b" ".join([reference(whole.opening), *contents, reference(stamp), reference(whole.closing)])
        entries = list(self.entries(page, ("/Contents", "/Resources")))
        resources = page.get("/Resources", Dictionary())
        named = self.text(resources) if resources.is_indirect else self._naming(resources)
        return b"<<%s /Contents [%s] /Resources %s>>" % (b" ".join(entries), drawings, named)

    def _naming(self, resources: Dictionary) -> bytes:
        """What a page names, and what its stamp names."""
        made = list(self.entries(resources, KINDS))
        for kind in KINDS:
            own = b" ".join(self.entries(resources[kind])) if kind in resources else b""
            made.append(b"%s <<%s %s>>" % (kind.encode(), own, self.whole.stamps.entries[kind]))
        return b"<<%s>>" % b" ".join(made)


def _ends(rows: list[Row], count: int) -> bytes:
    return b"/First %d 0 R /Last %d 0 R /Count %d" % (rows[0].number, rows[-1].number, count)


def _name_tree(named: dict[str, bytes]) -> bytes:
    """Names and what they stand for as one tree, sorted as readers expect it: by bytes."""
    rows = sorted((bytes(String(name)), String(name).unparse(), what) for name, what in named.items())
    return dictionary(Names=b"[%s]" % b" ".join(b"%s %s" % (name, what) for _, name, what in rows))


# What a part has


def _tree(part: Pdf, at: int) -> Dictionary:
    tree = part.Root.get("/StructTreeRoot")
    if tree is None or "/ParentTree" not in tree:
        raise JoinError(f"Part {at} has no structure that a screen reader could follow.")
    if _document(tree).get("/S") != Name.Document:
        raise JoinError(f"Part {at} is no document by its structure.")
    return tree


def _document(tree: Dictionary) -> Dictionary:
    """The element in which all others are."""
    return tree.K if isinstance(tree.K, Dictionary) else tree.K[0]


def _page_nodes(node: Dictionary) -> Iterator[Dictionary]:
    """What holds the pages, and what in it holds pages."""
    if "/Kids" in node:
        yield node
        for kid in node.Kids:
            yield from _page_nodes(kid)


def _elements(kids: Object) -> list[Object]:
    return list(kids) if isinstance(kids, Array) else [kids]


def _pairs(numbers: Dictionary) -> Iterator[tuple[int, Object]]:
    """What a number tree holds, with its keys, whether it has branches or not."""
    for branch in numbers.get("/Kids", []):
        yield from _pairs(branch)
    for key, value in _in_pairs(numbers.get("/Nums", Array())):
        yield int(key), value


def _in_pairs(flat: Array) -> Iterator[tuple[Object, Object]]:
    entries = list(flat)
    return zip(entries[::2], entries[1::2], strict=True)


def _named(tree: Dictionary | None) -> Iterator[tuple[str, Object]]:
    """What a name tree holds, by name, whether it has branches or not."""
    if tree is not None:
        for branch in tree.get("/Kids", []):
            yield from _named(branch)
        yield from ((str(name), thing) for name, thing in _in_pairs(tree.get("/Names", Array())))


def _id_pairs(tree: Dictionary) -> list[tuple[str, Object]]:
    """The elements that have an identifier, by it."""
    return list(_named(tree.get("/IDTree")))


def _places(part: Pdf) -> Iterator[tuple[str, Object]]:
    """Where the named places of a part are."""
    return _named(part.Root.get("/Names", Dictionary()).get("/Dests"))


def _rename(tree: Dictionary, at: int) -> None:
    """Set the part's number before each identifier of its elements, and where header cells are named by them."""
    if "/IDTree" not in tree:
        return
    waiting = _elements(_document(tree).get("/K", Array()))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or node.get("/Type") in {Name.OBJR, Name.MCR}:
            continue
        if "/ID" in node:
            node.ID = String(f"{at}:{node.ID}")
        for attributes in _elements(node.get("/A", Array())):
            if isinstance(attributes, Dictionary) and "/Headers" in attributes:
                attributes.Headers = Array([String(f"{at}:{name}") for name in attributes.Headers])
        waiting += _elements(node.get("/K", Array()))
    names = [(f"{at}:{name}", element) for name, element in _id_pairs(tree)]
    tree.IDTree = Dictionary(Names=Array([one for name, element in names for one in (String(name), element)]))
