"""The words of a cell as a person sees them: white space, bullets, and markup that strayed into text."""

from __future__ import annotations

import html
import re

PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
BREAKS = "\r\v\f\x85\u2028\u2029"
UNSEEN = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
SEEN = {
    **{code: None for code in (*range(32), *range(127, 160)) if code not in (9, 10)},
    **dict.fromkeys(map(ord, UNSEEN)),
    **dict.fromkeys(map(ord, BREAKS), "\n"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
BULLET = re.compile(r"(?<!\S)(?:[▪•◦‣⁃\uf0a7\uf0b7]+|·(?!\S))")
UNREAD = re.compile(r"<(script|style|template)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[[^<>]*>", re.DOTALL)
ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*/?>"""
BLOCK = re.compile(
    r"</?(?:address|blockquote|br|caption|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|tbody|td|tfoot|th|thead|tr|ul)"
    + ATTRIBUTES,
    re.IGNORECASE,
)
INLINE = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|img|ins|label|mark|o:p|s|small|span|strike|strong|sub|sup|tt|u)"
    + ATTRIBUTES,
    re.IGNORECASE,
)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
BOLD = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*]*[^\s*])\*\*(?![\w*])")


def lines(text: str) -> str:
    """Text as lines without outer, doubled or unseen blanks; empty lines are dropped, and a bullet starts a line.

    A cell that holds nothing but a bullet keeps it: it may be a tick.
    """
    if PLAIN.fullmatch(text):
        return text
    seen = text.replace("\r\n", "\n").translate(SEEN)
    shown = _lines(BULLET.sub("\n", seen))
    return shown or _lines(seen)


def one_line(text: str) -> str:
    """Text with every run of white space made one blank."""
    return " ".join(text.split())


def unmarked(text: str) -> str:
    """The lines of a text in which HTML or Markdown's bold is left over; tags need not be closed."""
    if "<" in text:
        text = COMMENT.sub("", UNREAD.sub("", text))
        text = INLINE.sub("", BLOCK.sub("\n", text))
    if "&" in text:
        text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "**" in text:
        text = BOLD.sub(r"\1", text.replace("****", "** **"))
    return lines(text)


def _lines(text: str) -> str:
    return "\n".join(line for line in map(one_line, text.split("\n")) if line)
