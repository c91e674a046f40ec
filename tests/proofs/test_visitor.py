"""The proofs' browser sends what a browser would."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from proofs.visitor import Page, Visitor

HTML = b"""
<form method="get" action="/search/"><input name="q"></form>
<form method="post" action="/actions/7/update/">
  <input type="hidden" name="csrfmiddlewaretoken" value="abc">
  <input type="hidden" name="last_seen" value="3&amp;4">
  <label><input type="radio" name="status" value="on_track">On track</label>
  <label><input type="radio" name="status" value="slipped" checked>Slipped</label>
  <input type="checkbox" name="ticked" value="1" checked><input type="checkbox" name="ticked" value="2" checked>
  <input type="checkbox" name="unchanged">
  <textarea name="words">
What was &lt;said&gt;</textarea>
  <select name="audience"><option value="public">Public</option><option value="members" selected>Members</option></select>
  <select name="kind"><option value="a">A</option><option value="b">B</option></select>
  <input type="file" name="evidence"><button name="only" value="7">Save</button>
</form>
<form method="post"><input type="hidden" name="end" value="others"></form>
"""
SIGN_IN = """
<form method="post" action="/sign-in/"><input type="hidden" name="token" value="t">
<input type="email" name="username"><input type="password" name="password"></form>
"""
PAGE = Page("/actions/7/", 200, {}, HTML, 0.1)


def test_a_form_is_filled_as_it_stands():
    form = PAGE.form("update")
    assert form.action == "/actions/7/update/"
    assert form.fields == {
        "csrfmiddlewaretoken": ["abc"],
        "last_seen": ["3&4"],
        "status": ["slipped"],
        "ticked": ["1", "2"],
        "words": ["What was <said>"],
        "audience": ["members"],
        "kind": ["a"],
    }


def test_a_form_without_an_address_is_sent_to_the_page_it_stands_on():
    assert PAGE.form("/actions/7/").action == "/actions/7/update/"
    assert Page("/sessions/", 200, {}, HTML, 0.1).form("sessions").fields == {"end": ["others"]}
    with pytest.raises(LookupError, match=r"/actions/7/ \(200\) has no form for nowhere"):
        PAGE.form("nowhere")


class Door(BaseHTTPRequestHandler):
    """A site with a door: who sends the right form is given a cookie and sent on."""

    def do_GET(self):
        known = "sessionid=abc" in self.headers.get("Cookie", "")
        page = f"<p>{'Come in' if known else 'Stranger'} from {self.headers['Referer']}</p>{SIGN_IN}".encode()
        self.send_response(200)
        for header in (("Content-Length", str(len(page))), ("X-Said", "once"), ("X-Said", "twice")):
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(page)

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.send_response(302)
        right = sent == "token=t&username=a%40b.example&password=words+of+mine"
        self.send_header("Set-Cookie", "sessionid=abc; HttpOnly; Path=/" if right else 'sessionid=""; Max-Age=0')
        self.send_header("Location", "/home/?x=1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Nothing."""


def test_it_goes_through_a_door_as_a_browser_does():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        visitor = Visitor(server.server_address, "site.example")
        assert "Stranger" in visitor.get("/").text
        assert visitor.get("/").headers["x-said"] == "once, twice"
        page = visitor.sign_in("a@b.example", "words of mine")
        assert (page.status, page.address, visitor.cookies) == (200, "/home/?x=1", {"sessionid": "abc"})
        assert "Come in from http://site.example/home/?x=1" in page.text
        visitor.send(page, "sign-in", username="a@b.example", password="wrong")
        assert visitor.cookies == {}
    finally:
        server.shutdown()
        server.server_close()
