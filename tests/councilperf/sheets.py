"""The forms of a page, read as a browser reads them and sent as it would send them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from lxml import html

Data = dict[str, list[str]]


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, what a browser would send, and its buttons with what each adds."""

    goes: str
    data: Data
    buttons: dict[str, tuple[str, str]]
    """By what is written on each: name and value."""
    takes_files: bool = False

    def named(self, pattern: str) -> str:
        """The first field whose name fits a pattern."""
        return next(name for name in self.data if re.fullmatch(pattern, name))

    def has(self, pattern: str) -> bool:
        """Whether there is such a field."""
        return any(re.fullmatch(pattern, name) for name in self.data)


def forms_of(page: HttpResponse) -> list[Form]:
    """The forms of a page that are posted."""
    tree = html.document_fromstring(page.content.decode())
    return [_read(form) for form in tree.forms if form.method == "POST"]


def _read(form: html.FormElement) -> Form:
    data: Data = {}
    for name, value in form.form_values():
        data.setdefault(name, []).append(value)
    for area in form.iter("textarea"):  # a browser drops the line break that comes first
        if area.get("name"):
            data[area.get("name")] = [re.sub(r"^\r?\n", "", area.text or "")]
    for box in form.xpath(
        ".//input[not(@type) or not(contains(' submit checkbox radio file button image reset ', @type))]"
    ):
        data.setdefault(box.get("name"), [box.get("value") or ""])
    for radio in form.xpath(".//input[@type='radio' or @type='checkbox']"):
        data.setdefault(radio.get("name"), [])
    data.pop("csrfmiddlewaretoken", None)
    buttons = {
        " ".join(button.text_content().split()): (button.get("name") or "", button.get("value") or "")
        for button in form.iter("button")
    }
    return Form(form.get("action") or "", data, buttons, form.get("enctype") == "multipart/form-data")


def send(browser: Client, where: str, form: Form, /, *, press: str = "", **changed: str) -> HttpResponse:
    """Send a form with some fields changed; ``press`` begins what is written on the button."""
    data = form.data | {name: [value] for name, value in changed.items()}
    pressed = [(name, value) for said, (name, value) in form.buttons.items() if said.startswith(press) and name]
    if pressed:
        data = data | {pressed[0][0]: [pressed[0][1]]}
    goes = form.goes.partition("#")[0]
    where = goes if goes.startswith("/") else where + goes
    return browser.post(where, data) if form.takes_files else post_text(browser, where, data)


def post_text(browser: Client, where: str, data: Mapping[str, str | list[str]]) -> HttpResponse:
    """Post what holds no file, encoded as a browser does: much quicker to read than parts with borders."""
    return browser.post(where, urlencode(data, doseq=True), content_type="application/x-www-form-urlencoded")
