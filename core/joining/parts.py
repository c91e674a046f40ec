"""Pages, structure, places, links and bookmarks of several PDF files as those of one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from core.joining.fonts import share_fonts

ELSEWHERE = "https://elsewhere.invalid/#"
"""What a link in a part names before the place in another part that it leads to."""
NUMBERED = ("/StructParents", "/StructParent")
MAPS = ("/RoleMap", "/ClassMap")
FURNITURE = "/Furniture"


class JoinError(Exception):
    """Parts do not fit together; the message says why."""


def join(parts: Sequence[bytes]) -> bytes:
    """One PDF from tagged parts, in their order. Title, language and metadata are those of the first.

    Bookmarks of the other parts stand under the first of the first part, which is the title of the whole. A link to
    ``ELSEWHERE`` and a place leads to that place in whichever part has it. Raises JoinError where a part is not tagged,
    a link leads to no part, or two parts mean different things by one role or class.
    """
    whole = Pdf.open(io.BytesIO(parts[0]))
    tree = _tree(whole, 1)
    kids, numbers, places = _elements(tree.K.K if isinstance(tree.K, Dictionary) else tree.K[0].K), [], _places(whole)
    document = tree.K if isinstance(tree.K, Dictionary) else tree.K[0]
    for key, value in _pairs(tree.ParentTree):
        numbers.append((key, value))
    following = _next(tree)
    ids = dict(_id_pairs(tree))
    for at, content in enumerate(parts[1:], 2):
        part = Pdf.open(io.BytesIO(content))
        own = _tree(part, at)
        _shift(part, own, following)
        _rename(own, at)
        following += _next(own)
        held = part.make_indirect(
            Dictionary(
                Kids=Array(_elements(_document(own).K)),
                Numbers=Array([one for pair in _pairs(own.ParentTree) for one in pair]),
                Places=Array([one for name, place in _places(part).items() for one in (String(name), place)]),
                Ids=Array([one for name, element in _id_pairs(own) for one in (String(name), element)]),
                Maps=Dictionary({name: own[name] for name in MAPS if name in own}),
                **({"Outlines": part.Root.Outlines} if "/Outlines" in part.Root else {}),
            )
        )
        whole.pages.extend(part.pages)
        taken = whole.copy_foreign(held)
        for kid in taken.Kids:
            kid.P = document
            kids.append(kid)
        numbers += _in_pairs(taken.Numbers)
        ids |= {str(name): element for name, element in _in_pairs(taken.Ids)}
        for name, place in _in_pairs(taken.Places):
            places.setdefault(str(name), place)
        for name, found in taken.Maps.items():
            _agree(tree, name, found, at)
        if "/Outlines" in taken:
            _bookmark(whole, taken.Outlines)
    document.K = Array(kids)
    tree.ParentTree = whole.make_indirect(Dictionary(Nums=Array([one for pair in numbers for one in pair])))
    tree.ParentTreeNextKey = following
    if ids:
        names = sorted(ids)
        tree.IDTree = Dictionary(Names=Array([one for name in names for one in (String(name), ids[name])]))
    _name_places(whole, places)
    _lead_across(whole, places)
    share_fonts(whole)
    return _saved(whole)


def overlay(content: bytes, furniture: bytes) -> bytes:
    """A PDF with the headers and numbers of its pages laid over them as pagination artifacts.

    ``furniture`` has a page for each, of the same size, untagged. Raises JoinError where it has more or fewer.
    """
    whole, over = Pdf.open(io.BytesIO(content)), Pdf.open(io.BytesIO(furniture))
    if len(whole.pages) != len(over.pages):
        raise JoinError(f"There are {len(over.pages)} headers for {len(whole.pages)} pages.")
    for page, above in zip(whole.pages, over.pages, strict=True):
        own = Dictionary(page.resources)  # pages may share one
        own.XObject = Dictionary(own.get("/XObject", Dictionary()))
        own.XObject[FURNITURE] = whole.copy_foreign(above.as_form_xobject())
        page.obj.Resources = own
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ\n/Artifact <</Type /Pagination>> BDC q %b Do Q EMC" % FURNITURE.encode(), prepend=False)
    share_fonts(whole)
    return _saved(whole)


def _saved(pdf: Pdf) -> bytes:
    finished = io.BytesIO()
    pdf.save(finished, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return finished.getvalue()


# Structure


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


def _elements(kids: Object) -> list[Object]:
    return list(kids) if isinstance(kids, Array) else [kids]


def _pairs(numbers: Dictionary) -> Iterator[tuple[int, Object]]:
    """What a number tree holds, with its keys, whether it has branches or not."""
    for branch in numbers.get("/Kids", []):
        yield from _pairs(branch)
    entries = list(numbers.get("/Nums", []))
    for key, value in zip(entries[::2], entries[1::2], strict=True):
        yield int(key), value


def _in_pairs(flat: Array) -> list[tuple[Object, Object]]:
    entries = list(flat)
    return list(zip(entries[::2], entries[1::2], strict=True))


def _next(tree: Dictionary) -> int:
    """The first number that is free in a parent tree."""
    return max((key for key, _ in _pairs(tree.ParentTree)), default=-1) + 1


def _shift(part: Pdf, tree: Dictionary, by: int) -> None:
    """Number what points into the parent tree on from those of the parts before."""
    for page in part.pages:
        for thing in (page.obj, *page.obj.get("/Annots", [])):
            for name in NUMBERED:
                if name in thing:
                    thing[name] = int(thing[name]) + by
    for thing in _forms(part):
        for name in NUMBERED:
            if name in thing:
                thing[name] = int(thing[name]) + by
    shifted = [one for key, value in _pairs(tree.ParentTree) for one in (key + by, value)]
    tree.ParentTree = Dictionary(Nums=Array(shifted))


def _forms(part: Pdf) -> Iterator[pikepdf.Stream]:
    """Drawings within pages that may hold marked content of their own."""
    for thing in part.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Form:
            yield thing


def _id_pairs(tree: Dictionary) -> list[tuple[str, Object]]:
    """The elements that have an identifier, by it."""
    found = []
    waiting = [tree.IDTree] if "/IDTree" in tree else []
    while waiting:
        branch = waiting.pop()
        waiting += list(branch.get("/Kids", []))
        found += [(str(name), element) for name, element in _in_pairs(branch.get("/Names", Array()))]
    return found


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


def _agree(tree: Dictionary, name: str, found: Dictionary, at: int) -> None:
    """Take the roles or classes of a part in."""
    if name not in tree:
        tree[name] = Dictionary()
    for key, value in found.items():
        if key in tree[name] and tree[name][key] != value:
            raise JoinError(f"Part {at} means something else by {key} than the parts before it.")
        tree[name][key] = value


# Places, links and bookmarks


def _places(part: Pdf) -> dict[str, Object]:
    """Where the named places of a part are."""
    names = part.Root.get("/Names", Dictionary()).get("/Dests")
    found: dict[str, Object] = {}
    waiting = [names] if names is not None else []
    while waiting:
        branch = waiting.pop()
        waiting += list(branch.get("/Kids", []))
        found |= {str(name): place for name, place in _in_pairs(branch.get("/Names", Array()))}
    return found


def _name_places(whole: Pdf, places: dict[str, Object]) -> None:
    """Write them as one tree, sorted as readers expect it: by bytes."""
    if not places:
        return
    if "/Names" not in whole.Root:
        whole.Root.Names = Dictionary()
    entries = sorted((bytes(String(name)), place) for name, place in places.items())
    whole.Root.Names.Dests = whole.make_indirect(
        Dictionary(Names=Array([one for name, place in entries for one in (String(name), place)]))
    )


def _lead_across(whole: Pdf, places: dict[str, Object]) -> None:
    """Turn links to places in other parts into links to the places."""
    for page in whole.pages:
        for link in page.obj.get("/Annots", []):
            action = link.get("/A")
            address = str(action.get("/URI", "")) if isinstance(action, Dictionary) else ""
            if address.startswith(ELSEWHERE):
                name = address.removeprefix(ELSEWHERE)
                if name not in places:
                    raise JoinError(f"A link leads to “{name}”, which is in no part.")
                del link.A
                link.Dest = String(name)
                if str(link.get("/Contents", "")) == address:
                    link.Contents = String(name)


def _bookmark(whole: Pdf, others: Dictionary) -> None:
    """Hang the bookmarks of a part under the title of the whole, or side by side where it has none."""
    if "/First" not in others:
        return
    root = whole.Root.get("/Outlines")
    if root is None:
        root = whole.Root.Outlines = whole.make_indirect(Dictionary(Type=Name.Outlines, Count=0))
    under = root.First if "/First" in root else root
    first, last, count = others.First, others.Last, _open(others)
    row = first
    while row is not None:
        row.Parent = under
        row = row.get("/Next")
    if "/Last" in under:
        under.Last.Next, first.Prev = first, under.Last
    else:
        under.First = first
    under.Last = last
    under.Count = _open(under) + count
    if under.objgen != root.objgen:
        root.Count = _open(root) + count


def _open(holder: Dictionary) -> int:
    return int(holder.get("/Count", 0))
