"""What the layout engine leaves undone in a PDF for who listens to it. For the child process of core.pdf; knows no Django."""

from __future__ import annotations

import io
import re

import pikepdf
from pikepdf import Array, Dictionary, Name

PRINT_FLAG = 4
MARK = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"
GROUPS_OF_ROWS = {Name.TBody, Name.THead, Name.TFoot}


def finish(content: bytes) -> bytes:
    """Mend what the layout engine leaves: bodies of list items, scopes of header cells, page furniture, links' print flag."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tree = pdf.Root.StructTreeRoot
        _give_bodies(pdf, tree)
        placed, elements = _walk(tree)
        for page in pdf.pages:
            _mark_furniture(pdf, page, placed)
            for annotation in page.get("/Annots", []):
                if annotation.get("/Subtype") == Name.Link:
                    annotation.F = int(annotation.get("/F", 0)) | PRINT_FLAG
        numbers = tree.ParentTree.Nums
        for entry in list(numbers)[1::2]:
            if isinstance(entry, Array):
                for at, element in enumerate(entry):
                    if isinstance(element, Dictionary) and element.objgen not in elements:
                        entry[at] = None
        finished = io.BytesIO()
        pdf.save(finished, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return finished.getvalue()


def _give_bodies(pdf: pikepdf.Pdf, tree: Dictionary) -> None:
    """Put what a list item holds into its body, and rows straight into their group.

    Paragraphs of an item stand beside its number otherwise, and a group of rows may stand within its like.
    """
    waiting = _kids(tree)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Dictionary) and node.get("/Type") not in {Name.OBJR, Name.MCR}:
            waiting += _kids(node)
            if node.get("/S") == Name.LI:
                _give_body(pdf, node)
            elif node.get("/S") in GROUPS_OF_ROWS:
                _flatten(node)


def _flatten(group: Dictionary) -> None:
    rows: list = []
    waiting = _kids(group)[::-1]
    nested = False
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, Dictionary) and kid.get("/S") == group.S:
            waiting += _kids(kid)[::-1]
            nested = True
        else:
            rows.append(kid)
    if nested:
        for row in rows:
            if isinstance(row, Dictionary) and "/P" in row:
                row.P = group
        group.K = Array(rows)


def _give_body(pdf: pikepdf.Pdf, item: Dictionary) -> None:
    kinds = [kid.get("/S") if isinstance(kid, Dictionary) else None for kid in _kids(item)]
    if all(kind in {Name.Lbl, Name.LBody} for kind in kinds):
        return
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item))
    if "/Pg" in item:
        body.Pg = item.Pg
    labels, held = [], []
    for kid, kind in zip(_kids(item), kinds, strict=True):
        if kind == Name.Lbl:
            labels.append(kid)
        else:
            held += _kids(kid) if kind == Name.LBody else [kid]
    for kid in held:
        if isinstance(kid, Dictionary) and "/P" in kid:
            kid.P = body
    body.K, item.K = Array(held), Array([*labels, body])


def _walk(tree: Dictionary) -> tuple[set, set]:
    """Walk the structure tree: which marked content it places, on which page, and which elements it has.

    Header cells without a scope get one on the way: a row's in the body, a column's in the head.
    """
    placed: set = set()
    elements: set = set()
    waiting = [(kid, None) for kid in _kids(tree)]
    while waiting:
        node, page = waiting.pop()
        if not isinstance(node, Dictionary):
            placed.add((page, int(node)))
            continue
        if node.get("/Type") == Name.OBJR:
            continue
        page = node.Pg.objgen if "/Pg" in node else page
        if node.get("/Type") == Name.MCR:
            placed.add((page, int(node.MCID)))
            continue
        elements.add(node.objgen)
        if node.get("/S") == Name.TH:
            _give_scope(node)
        waiting += [(kid, page) for kid in _kids(node)]
    return placed, elements


def _kids(node: Dictionary) -> list:
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _give_scope(cell: Dictionary) -> None:
    attributes = cell.get("/A")
    if attributes is None:
        attributes = cell.A = Dictionary(O=Name.Table)
    if isinstance(attributes, Dictionary) and "/Scope" not in attributes:
        in_body = cell.P.P.get("/S") == Name.TBody
        attributes.Scope = Name.Row if in_body else Name.Column


def _mark_furniture(pdf: pikepdf.Pdf, page: pikepdf.Page, placed: set) -> None:
    """Turn marked content that no structure element claims (headers, page numbers) into pagination artifacts.

    Taken for what it is by its letters: reading the drawing of a page takes as long as writing it did. The layout engine
    writes words as numbers of letters, so that they cannot be taken for a mark.
    """
    here = page.obj.objgen

    def marked(mark: re.Match[bytes]) -> bytes:
        return mark[0] if (here, int(mark[1])) in placed else ARTIFACT

    drawn = page.Contents.read_bytes()
    changed = MARK.sub(marked, drawn)
    if changed != drawn:
        page.Contents = pdf.make_stream(changed)
