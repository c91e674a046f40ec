"""What stands around the words of a Word document: paper, type, language, running head and foot."""

from __future__ import annotations

from dataclasses import dataclass

from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from lxml.etree import _Element as Element

from core.clock import now
from core.tokens import digits
from core.word.parts import LANGUAGE, clean, make

LONG, SHORT = Mm(297), Mm(210)
MARGIN_ACROSS, MARGIN_UPRIGHT = Mm(14), Mm(20)
TYPEFACE = "Arial"
"""Every machine has it: nothing is embedded."""
HEADING_SIZES = (17, 13, 11.5, 11, 10.5, 10)
TITLE_LIMIT = 255
"""Longer titles, which the properties of a file do not hold, are cut there."""


@dataclass(frozen=True)
class Frame:
    """What a paper says of itself."""

    title: str
    council: str
    left: str
    """In the running head."""
    right: str
    mark: str = ""
    """Why it is not for publication; stands on every page."""
    brand_colour: str = ""


def new_document(frame: Frame, *, across: bool = False) -> Written:
    """An empty document, upright or across, with its styles and what the file says of itself. Nobody's name is in it."""
    document = Document()
    _language(document)
    _styles(document, frame.brand_colour.lstrip("#") or digits("--brand"))
    said = document.core_properties
    said.title, said.language = clean(frame.title)[:TITLE_LIMIT], LANGUAGE
    said.author = said.last_modified_by = clean(frame.council)[:TITLE_LIMIT]
    said.comments = ""
    said.created = said.modified = now().replace(tzinfo=None)
    dress(document.sections[0], frame, across=across)
    return document


def dress(section: Section, frame: Frame, *, across: bool) -> None:
    """A section upright or across, with its running head and foot."""
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if across else (SHORT, LONG)
    side = MARGIN_ACROSS if across else MARGIN_UPRIGHT
    section.left_margin = section.right_margin = side
    section.top_margin, section.bottom_margin = Mm(22), Mm(18)
    section.header_distance = section.footer_distance = Mm(10)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    head = section.header.paragraphs[0]
    head.text = f"{clean(frame.left)}\t{clean(frame.right)}"
    _right_edge(head, section)
    if frame.mark:
        run = section.header.add_paragraph().add_run(clean(frame.mark))
        run.bold = True
    foot = section.footer.paragraphs[0]
    _right_edge(foot, section)
    foot.add_run("\tPage ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def text_width(section: Section) -> int:
    """What the words have between the margins, in twentieths of a point."""
    return (section.page_width - section.left_margin - section.right_margin) // Twips(1)


def _right_edge(paragraph: Paragraph, section: Section) -> None:
    """What follows a tab ends at the right margin."""
    stops = make("w:tabs")
    stops.append(make("w:tab", val="clear", pos=4320))
    stops.append(make("w:tab", val="clear", pos=8640))
    stops.append(make("w:tab", val="right", pos=text_width(section)))
    paragraph._p.get_or_add_pPr().append(stops)


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word works out: of the page, or of all pages."""
    field = make("w:fldSimple", instr=name)
    run = make("w:r")
    text = make("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _language(document: Written) -> None:
    for language in (
        *document.styles.element.iter(qn("w:lang")),
        *document.settings.element.iter(qn("w:themeFontLang")),
    ):
        language.set(qn("w:val"), LANGUAGE)
    settings = document.settings.element
    for zoom in settings.iter(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # as Word has made documents since 2013


def _styles(document: Written, brand: str) -> None:
    normal = document.styles["Normal"]
    _type(normal, 11)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.1
    for level, size in enumerate(HEADING_SIZES, 1):
        heading = document.styles[f"Heading {level}"]
        _type(heading, size, colour=brand if level == 1 else digits("--ink"), bold=True)
        heading.font.italic = False
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(14 if level < 3 else 10), Pt(4)
    title = document.styles["Title"]
    _type(title, 13, colour=digits("--muted"), bold=True)
    title.paragraph_format.space_after = Pt(8)
    for border in title.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    for name in ("Header", "Footer"):
        _type(document.styles[name], 8.5, colour=digits("--muted"))
    _style(document, "Facts", 9.5, colour=digits("--muted"), after=6)
    _style(document, "Exempt mark", 11, bold=True, after=8)
    _boxed(document.styles["Exempt mark"])
    _style(document, "Signature line", 11, before=40)
    _style(document, "Table text", 8.5, after=2)
    _style(document, "Table heading", 8.5, bold=True, after=2)
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    link.font.color.rgb = RGBColor.from_string(brand.upper())


def _style(
    document: Written,
    name: str,
    size: float,
    *,
    colour: str = "",
    bold: bool = False,
    before: float = 0,
    after: float = 6,
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _type(style, size, colour=colour, bold=bold)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    if name.startswith("Table"):
        style.paragraph_format.line_spacing = 1


def _type(style: ParagraphStyle, size: float, *, colour: str = "", bold: bool = False) -> None:
    """One typeface for all alphabets, in place of the theme's."""
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(faces.attrib):
        del faces.attrib[name]
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        faces.set(qn(f"w:{name}"), TYPEFACE)
    style.font.size, style.font.bold = Pt(size), bold
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour.upper())


def _boxed(style: ParagraphStyle) -> None:
    """A line all round."""
    borders: Element = make("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(make(f"w:{side}", val="single", sz=8, space=4, color=digits("--ink")))
    spacing = style.element.get_or_add_pPr().find(qn("w:spacing"))
    spacing.addprevious(borders)
