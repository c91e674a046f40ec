"""Guards that views mix in. Each asks organisation.rights; a refusal says why."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from organisation import rights


class Guarded(AccessMixin):
    """A page behind a guard: a stranger is asked to sign in, the wrong person is told why not."""

    guard: Callable[[rights.Person], bool]
    refusal: str

    def allowed(self) -> bool:
        """Whether the person who asks may have this page. A view of one thing asks about that thing."""
        return type(self).guard(self.request.user)

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        """Let the right people through."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not self.allowed():
            raise PermissionDenied(self.refusal)
        return super().dispatch(request, *args, **kwargs)


class ForReaders(Guarded):
    """For everybody who may read the council's performance."""

    guard = staticmethod(rights.may_read)
    refusal = "Your role does not include this page. The performance team can change that."


class ForPerformanceTeam(Guarded):
    """For those who keep the data."""

    guard = staticmethod(rights.may_manage)
    refusal = "Only the performance team can do this."


class ForReporters(Guarded):
    """For those who report figures: officers for the posts they hold, and the performance team."""

    guard = staticmethod(rights.may_report)
    refusal = "Figures are entered by officers and the performance team."


class ForCommissioners(Guarded):
    """For those who may call for a clinic without a rule."""

    guard = staticmethod(rights.may_commission)
    refusal = "Clinics are commissioned by officers and the performance team. Ask one of them."


class ForDoers(Guarded):
    """For everybody with a role: what they find there depends on their posts."""

    guard = staticmethod(rights.has_work)
    refusal = "Your account has no role yet. Ask the performance team to give you one."
