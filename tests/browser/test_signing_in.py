"""Signing in with a second factor, in a real browser: an authenticator app, and a passkey of a virtual device."""

import base64
import time

import pytest

from accounts.rules import code_at
from tests.browser.axe import faults
from tests.browser.conftest import PASSWORD
from tests.browser.following import follow

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def window(chromium, site):
    """A browser in which nobody is signed in, on a name that passkeys work on."""
    page = chromium.new_context(base_url=site.address.replace("127.0.0.1", "localhost")).new_page()
    page.problems = []
    page.on("console", lambda m: page.problems.append(m.text) if m.type in ("error", "warning") else None)
    return page


def password(page, who: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(f"{who}@rotherham.example")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))


def no_fault(page) -> None:
    for width in (1300, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_an_app_is_set_up_asked_for_and_removed(chromium, site):
    page = window(chromium, site)
    password(page, "audit")
    page.goto("/account/second-factor/app/")
    no_fault(page)
    secret = base64.b32decode(page.locator("code.secret").inner_text().replace(" ", ""))
    page.get_by_label("Code that the app shows now").fill(code_at(secret, int(time.time()) // 30))
    follow(page.get_by_role("button", name="Set up"))
    no_fault(page)
    code = page.locator(".codes code").first.inner_text()
    follow(page.get_by_role("link", name="I have kept them"))
    no_fault(page)
    follow(page.get_by_role("button", name="Sign out"))
    password(page, "audit")
    page.wait_for_url("**/sign-in/code/")
    no_fault(page)
    page.get_by_label("Code").fill("000000")
    follow(page.get_by_role("button", name="Sign in"))
    assert "That code is not right" in page.get_by_role("alert").inner_text()
    no_fault(page)
    page.get_by_label("Code").fill(code)
    follow(page.get_by_role("button", name="Sign in"))
    page.wait_for_url("**/")
    page.goto("/account/second-factor/remove/")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("Your second factor is removed").wait_for()
    assert [p for p in page.problems if "422" not in p] == []
    page.context.close()


def test_a_passkey_is_added_and_lets_in(chromium, site):
    page = window(chromium, site)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    key = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    password(page, "viewer")
    page.goto("/account/second-factor/passkey/")
    page.get_by_label("Name of this passkey").fill("work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("The passkey “work laptop” is added").wait_for()
    follow(page.get_by_role("link", name="I have kept them"))
    no_fault(page)
    follow(page.get_by_role("button", name="Sign out"))
    password(page, "viewer")
    page.wait_for_url("**/sign-in/code/")
    no_fault(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in/code/"))
    follow(page.get_by_role("button", name="Sign out"))

    # Another device has a key of nobody's, or none: it lets nobody in.
    device.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    password(page, "viewer")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("No passkey was given.").wait_for()
    site.manage("shell", "-c", "from accounts.models import Passkey; Passkey.objects.all().delete()")
    assert page.problems == []
    page.context.close()
