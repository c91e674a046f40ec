"""What every answer tells the browser, beside what Django's and the policy's own middleware do."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

NOT_NEEDED = ("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
              "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock",
              "usb", "xr-spatial-tracking")  # fmt: skip
"""What of a device no page of ours asks for."""
PERMISSIONS = ", ".join(f"{name}=()" for name in NOT_NEEDED)


class Headers:
    """No device is asked for, no other site embeds what is here, and nothing stays in a cache, unless its view lets it.

    A page may hold what only its reader may see, and computers are shared: what is not said to be public is kept
    by no browser and no proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if not getattr(response, "xframe_options_exempt", False):  # its view says who may embed it
            response.headers.setdefault("X-Frame-Options", "DENY")  # Django's own is not asked where a name is refused
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        kept = {part.strip() for part in response.get("Cache-Control", "").split(",")}
        if "no-store" not in kept and ("public" not in kept or response.status_code >= HTTPStatus.BAD_REQUEST):
            response["Cache-Control"] = "no-store, private"
        return response
