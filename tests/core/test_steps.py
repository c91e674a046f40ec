"""The frame of pages that ask for something and do it."""

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory

from core.refusals import NotDoneError
from core.steps import Again, Asks, Buttons, Press


def answer(view, *, data=None, method="post"):
    """What a view answers, and what it says: the level and the words of each message."""
    request = getattr(RequestFactory(), method)("/here/", data or {})
    request._messages = CookieStorage(request)
    response = view.as_view()(request)
    return response, [(message.level, message.message) for message in messages.get_messages(request)]


class WordForm(forms.Form):
    """One word."""

    word = forms.CharField()


class Plain:
    """Shows what the template would be given, without one."""

    way_back = "/back/"

    def render_to_response(self, context, status=200):
        response = HttpResponse(status=status)
        response.shown = context
        return response


class Sweep(Plain, Press):
    def take(self):
        return "Swept."


class SweepInVain(Plain, Press):
    def take(self):
        raise NotDoneError("Somebody has swept already.")


class AskWord(Plain, Asks):
    kept = None

    def get_form(self, data=None):
        return WordForm(data)

    def take(self, form):
        type(self).kept = form.cleaned_data["word"]
        return "The word is kept."


class RefuseWord(AskWord):
    at_fault = "word"

    def take(self, form):
        raise NotDoneError("This word is taken. Choose another.")


class Choose(Plain, Buttons):
    does = {"strike": "strike"}

    def change(self):
        return HttpResponse("changed")

    def strike(self):
        raise NotDoneError("It is struck already.")


def test_a_step_is_taken_said_and_goes_on():
    response, said = answer(Sweep)
    assert (response.status_code, response.url) == (302, "/back/")
    assert said == [(messages.SUCCESS, "Swept.")]


def test_a_step_that_is_refused_goes_back_with_why():
    response, said = answer(SweepInVain)
    assert (response.status_code, response.url) == (302, "/back/")
    assert said == [(messages.WARNING, "Somebody has swept already.")]


def test_a_step_is_only_pressed():
    assert answer(Sweep, method="get")[0].status_code == 405


def test_a_step_that_shows_says_nothing():
    class Quiet(Sweep):
        def take(self):
            return ""

        def way_on(self):
            return "/on/"

    response, said = answer(Quiet)
    assert (response.url, said) == ("/on/", [])


def test_a_page_asks_with_its_words():
    response, said = answer(AskWord, method="get")
    shown = response.shown
    assert (response.status_code, said) == (200, [])
    assert not shown["form"].is_bound
    assert {name: shown[name] for name in ("button", "leave", "warns", "explains", "about", "way_back")} == {
        "button": "Save",
        "leave": "Not now",
        "warns": False,
        "explains": "",
        "about": "",
        "way_back": "/back/",
    }


def test_what_is_asked_is_done_and_said():
    response, said = answer(AskWord, data={"word": "sweep"})
    assert (response.status_code, response.url, AskWord.kept) == (302, "/back/", "sweep")
    assert said == [(messages.SUCCESS, "The word is kept.")]


def test_a_form_that_is_wrong_comes_back_and_nothing_is_done():
    AskWord.kept = None
    response, said = answer(AskWord)
    assert (response.status_code, AskWord.kept, said) == (422, None, [])
    assert list(response.shown["form"].errors) == ["word"]


@pytest.mark.parametrize(("field", "stands"), [("word", "word"), (None, "__all__")])
def test_a_refusal_stands_in_the_form_where_it_can_be_mended(field, stands):
    class Refuses(RefuseWord):
        at_fault = field

    response, said = answer(Refuses, data={"word": "sweep"})
    assert (response.status_code, said) == (422, [])
    assert response.shown["form"].errors == {stands: ["This word is taken. Choose another."]}
    assert response.shown["form"]["word"].value() == "sweep"


@pytest.mark.parametrize("raised", [True, False])
def test_a_page_on_which_nothing_can_be_done_goes_back_with_why(raised):
    class TooLate(AskWord):
        def why_not(self):
            if raised:
                raise NotDoneError("The plan is closed.")
            return "The plan is closed."

    response, said = answer(TooLate, method="get")
    assert (response.status_code, response.url) == (302, "/back/")
    assert said == [(messages.WARNING, "The plan is closed.")]


def test_a_button_does_what_it_says():
    response, said = answer(Choose, data={"do": "strike-12"})
    assert (response.status_code, said) == (302, [(messages.WARNING, "It is struck already.")])
    assert answer(Choose, data={"do": "anything"})[0].content == b"changed"
    assert answer(Choose)[0].content == b"changed"


def test_a_button_reaches_no_other_method():
    assert answer(Choose, data={"do": "back"})[0].content == b"changed"


@pytest.mark.parametrize(
    ("page", "does"),
    [
        (Press, lambda page: page.take()),
        (Asks, lambda page: page.get_form()),
        (Asks, lambda page: page.take(None)),
    ],
)
def test_a_page_that_does_not_say_what_it_does_is_named(page, does):
    class Forgotten(page):
        pass

    with pytest.raises(TypeError, match=r"^Forgotten says what it "):
        does(Forgotten())


def test_a_page_comes_again_as_the_status_says():
    class Twice(Plain, Again):
        def post(self, request):
            return self.again(409, theirs="Swept.")

    response, _ = answer(Twice)
    assert (response.status_code, response.shown["theirs"]) == (409, "Swept.")
