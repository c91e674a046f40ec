"""What makes Word offer to repair a document: looked for in a file without Word."""

import io
import posixpath
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind contextualSpacing jc "
    "outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing kern sz szCs u",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge tcBorders shd",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr tbl p",
    "sectPr": "headerReference footerReference type pgSz pgMar cols docGrid",
}  # fmt: skip
"""The order in which Word wants the children that the program writes."""


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body_of(content: bytes) -> etree._Element:
    return etree.fromstring(parts_of(content)["word/document.xml"])[0]


def problems(content: bytes) -> list[str]:
    """What is wrong with a document; empty where Word opens it as it is."""
    parts = parts_of(content)
    trees = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    return [*_relations(parts, trees), *_order(trees), *_references(trees), *_tables(trees["word/document.xml"])]


def _relations(parts: dict[str, bytes], trees: dict) -> list[str]:
    found = []
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in tree.iter(RELATIONS):
            target = relation.get("Target")
            where = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if relation.get("TargetMode") != "External" and where not in parts:
                found.append(f"{name} names {target}, which is not there")
        known = {relation.get("Id") for relation in tree.iter(RELATIONS)}
        owner = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
        used = (
            {value for e in trees[owner].iter() for key, value in e.items() if key == f"{R}id"}
            if owner in trees
            else set()
        )
        found += [f"{owner} uses {key}, which leads nowhere" for key in used - known]
    return found


def _order(trees: dict) -> list[str]:
    found = []
    for name in ("word/document.xml", "word/styles.xml", *(n for n in trees if n.startswith("word/header"))):
        for element in trees[name].iter(*(W + tag for tag in ORDER)):
            wanted = ORDER[etree.QName(element).localname].split()
            children = [etree.QName(child).localname for child in element]
            strange = set(children) - set(wanted)
            places = [wanted.index(child) for child in children if child in wanted]
            if name == "word/document.xml" and strange:
                found.append(f"{element.tag} holds {strange}")
            if places != sorted(places) and etree.QName(element).localname != "tc":
                found.append(f"{name}: children of {etree.QName(element).localname} stand as {children}")
    return found


def _references(trees: dict) -> list[str]:
    document = trees["word/document.xml"]
    styles = {style.get(f"{W}styleId") for style in trees["word/styles.xml"].iter(f"{W}style")}
    numbers = {number.get(f"{W}numId") for number in trees["word/numbering.xml"].iter(f"{W}num")}
    used = {e.get(f"{W}val") for e in document.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    lists = {e.get(f"{W}val") for e in document.iter(f"{W}numId")}
    return [f"no style {name}" for name in used - styles] + [f"no list {number}" for number in lists - numbers]


def _tables(document: etree._Element) -> list[str]:
    found = []
    for table in document.iter(f"{W}tbl"):
        grid = len(table.find(f"{W}tblGrid"))
        for row in table.iter(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc")]
            if sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) != grid:
                found.append("a row is not as long as its table")
        if table.getnext() is None or table.getnext().tag == f"{W}sectPr":
            found.append("a table stands last")
    found += ["a cell does not end with a paragraph" for c in document.iter(f"{W}tc") if c[-1].tag != f"{W}p"]
    return found


def words_of(content: bytes) -> list[str]:
    """The words of a document's body, in order."""
    parts = body_of(content).iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}p")
    return "".join(element.text or "" if element.tag == f"{W}t" else " " for element in parts).split()
