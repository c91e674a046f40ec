"""Pages on which something is done: a form that asks and then does it, and steps that are one button."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from core.forms import is_stale, overtaken, refuse, watch
from core.records import Record
from core.refusals import NotDoneError
from core.views import InPlace


class Again(InPlace, TemplateView):
    """A page that is shown once more where something is wrong, and that one goes back from."""

    way_back: str
    """The address that one goes back to, done or not."""
    about: Any = ""
    """What the page is about, below its title."""

    def why_not(self) -> str:
        """Why nothing can be done here now, in a sentence; it may also be raised as NotDoneError."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; where nothing can be done on it, back with why."""
        try:
            why_not = self.why_not()
        except NotDoneError as refused:
            why_not = str(refused)
        return self.not_now(why_not) if why_not else super().get(request, *args, **kwargs)

    def again(self, status: int = HTTPStatus.UNPROCESSABLE_ENTITY, **kwargs: Any) -> HttpResponse:
        """The page once more, with what is wrong; where a form among it was sent over what others changed, as a conflict."""
        given = [one for value in kwargs.values() for one in (value if isinstance(value, list) else [value])]
        status = HTTPStatus.CONFLICT if is_stale(*given) else status
        return self.render_to_response(self.get_context_data(**kwargs), status=status)

    def back(self) -> HttpResponse:
        """To where one came from."""
        return redirect(self.way_back)

    def not_now(self, sentence: str) -> HttpResponse:
        """Back, with why something is not done."""
        messages.warning(self.request, sentence)
        return self.back()


class Press(Again):
    """A step that is one button on another page."""

    http_method_names = ("post",)

    def take(self) -> str:
        """Take it; gives what is said of it, nothing where it shows. Raises NotDoneError."""
        raise TypeError(f"{type(self).__name__} says what it does.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step, or say why not."""
        try:
            said = self.take()
        except NotDoneError as refused:
            return self.not_now(str(refused))
        if said:
            messages.success(request, said)
        return redirect(self.way_on())

    def way_on(self) -> str:
        """Where it goes on once it is done."""
        return self.way_back


class Buttons(Again):
    """A page with several buttons, each of which says in ``do`` what it does."""

    does: Mapping[str, str]
    """What a button says, up to its first hyphen, and the method that does it."""
    otherwise = "change"
    """The method where a button says nothing of these."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what the button says, or say why not."""
        said = request.POST.get("do", "").partition("-")[0]
        try:
            return getattr(self, self.does.get(said, self.otherwise))()
        except NotDoneError as refused:
            return self.not_now(str(refused))


class Asks(Again):
    """A page that asks for something and then does it."""

    template_name = "core/asks.html"
    button = "Save"
    leave = "Not now"
    """What the way back is called."""
    warns = False
    """Whether the button is that of a step that is hard to undo."""
    explains = ""
    at_fault: str | None = None
    """The field at which it is said why something is not done; None where no field alone can mend it."""

    @property
    def decides_on(self) -> Record | None:
        """The row that a form without its fields decides on: who decides is told what others have changed of it meanwhile."""
        return None

    def asked(self, data: Any = None) -> BaseForm:
        """The form, with the version of what it decides on."""
        form = self.get_form(data)
        if self.decides_on is not None:
            watch(form, self.decides_on)
        return form

    def get_form(self, data: Any = None) -> BaseForm:
        """The form that asks, over ``data`` once it is sent."""
        raise TypeError(f"{type(self).__name__} says what it asks for.")

    def take(self, form: Any) -> str:
        """Do it; gives what is said of it, nothing where it shows. Raises NotDoneError."""
        raise TypeError(f"{type(self).__name__} says what it does.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, with what it is about."""
        if "form" not in kwargs:
            kwargs["form"] = self.asked()
        words = ("button", "leave", "warns", "explains", "about", "way_back")
        return super().get_context_data(**{name: getattr(self, name) for name in words} | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or say what is in the way."""
        form = self.asked(request.POST)
        if not form.is_valid() or (self.decides_on is not None and overtaken(form, self.decides_on)):
            return self.again(form=form)
        try:
            said = self.take(form)
        except NotDoneError as refused:
            return self.refused(form, refused)
        if said:
            messages.success(request, said)
        return redirect(self.way_on(form))

    def refused(self, form: Any, why: NotDoneError) -> HttpResponse:
        """The form once more, with why it is not done."""
        refuse(form, why, at=self.at_fault)
        return self.again(form=form)

    def way_on(self, form: Any) -> str:
        """Where it goes on once it is done."""
        return self.way_back
