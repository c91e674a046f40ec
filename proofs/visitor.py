"""Somebody at a browser, in a few lines: cookies, forms as they stand on the page, and the time that an answer took."""

from __future__ import annotations

import http.client
import ssl
import time
import urllib.parse
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

REDIRECTS = {301, 302, 303, 307, 308}


@dataclass
class Form:
    """A form as it stands on a page, with what a browser would send of it."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """What came back: where from, status, headers in small letters, content, and after how many seconds."""

    address: str
    status: int
    headers: dict[str, str]
    content: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The page as text."""
        return unescape(self.content.decode(errors="replace"))

    def form(self, action: str) -> Form:
        """The form that is sent to an address with these words in it."""
        reader = _Forms(self.address)
        reader.feed(self.content.decode(errors="replace"))
        for form in reader.forms:
            if form.method == "post" and action in form.action:
                return form
        raise LookupError(f"{self.address} ({self.status}) has no form for {action}.")


class Visitor:
    """A person at a browser. ``at`` is where the connection goes, ``host`` the name that is asked for."""

    def __init__(self, at: tuple[str, int], host: str, tls: ssl.SSLContext | None = None, timeout: float = 60) -> None:
        self.at, self.host, self.tls, self.timeout = at, host, tls, timeout
        self.cookies: dict[str, str] = {}

    @property
    def origin(self) -> str:
        """What addresses begin with."""
        return f"{'https' if self.tls else 'http'}://{self.host}"

    def get(self, path: str, **headers: str) -> Page:
        """A page, without following where it leads."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, fields: dict[str, Any]) -> Page:
        """A form, sent."""
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def send(self, page: Page, action: str, **changed: Any) -> Page:
        """A page's form with some fields changed; None leaves a field out. Follows where it leads."""
        form = page.form(action)
        filled = form.fields | changed
        sent = {name: value for name, value in filled.items() if value is not None}
        return self.follow(self.post(form.action, sent))

    def follow(self, page: Page) -> Page:
        """Where a page leads, in the end."""
        while page.status in REDIRECTS:
            found = urllib.parse.urlsplit(urllib.parse.urljoin(page.address, page.headers["location"]))
            page = self.get(found.path + (f"?{found.query}" if found.query else ""))
        return page

    def sign_in(self, email: str, password: str) -> Page:
        """In by e-mail address and password; gives the first page."""
        return self.send(self.get("/sign-in/"), "sign-in", username=email, password=password)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Page:
        """A request as it is."""
        sent = {"Host": self.host, "Referer": f"{self.origin}{path}"} | (headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection(*self.at, timeout=self.timeout)
        began = time.perf_counter()
        try:
            connection.connect()
            if self.tls:
                connection.sock = self.tls.wrap_socket(connection.sock, server_hostname=self.host)
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        told: dict[str, str] = {}
        for name, value in answer.getheaders():  # one that is sent twice shows as such
            told[name.lower()] = f"{told[name.lower()]}, {value}" if name.lower() in told else value
            if name.lower() == "set-cookie":
                self._keep(value)
        return Page(path, answer.status, told, content, time.perf_counter() - began)

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.partition(";")[0].partition("=")
        if value in {"", '""'} or "max-age=0" in cookie.lower():
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


class _Forms(HTMLParser):
    """The forms of a page with their fields."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.choice = self.words = ""
        self.first: str | None = None
        self.in_form = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form, or a field of it, in."""
        told = dict(attrs)
        if tag == "form":
            self.forms.append(Form(told.get("action") or self.address, (told.get("method") or "get").lower()))
            self.in_form = True
        elif self.in_form:
            self._field(tag, told)

    def _field(self, tag: str, told: dict[str, str | None]) -> None:
        name, kind = told.get("name") or "", (told.get("type") or "text").lower()
        if tag == "input" and name and kind not in {"submit", "button", "file", "image"}:
            if kind not in {"radio", "checkbox"} or "checked" in told:
                self._add(name, told.get("value") or ("on" if kind in {"radio", "checkbox"} else ""))
        elif tag == "textarea":
            self.choice, self.words = name, ""
        elif tag == "select":
            self.choice, self.first = name, None
        elif tag == "option" and self.choice:
            value = told.get("value") or ""
            self.first = value if self.first is None else self.first
            if "selected" in told:
                self._add(self.choice, value)

    def handle_data(self, data: str) -> None:
        """The words of a text area."""
        if self.choice:
            self.words += data

    def handle_endtag(self, tag: str) -> None:
        """A field or a form ends."""
        if tag == "textarea" and self.choice:
            self._add(self.choice, self.words.removeprefix("\n"))
            self.choice = ""
        elif tag == "select" and self.choice:
            if self.choice not in self.forms[-1].fields and self.first is not None:
                self._add(self.choice, self.first)
            self.choice = ""
        elif tag == "form":
            self.in_form = False

    def _add(self, name: str, value: str) -> None:
        if name:
            self.forms[-1].fields.setdefault(name, []).append(value)
