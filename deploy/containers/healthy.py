"""Whether the web process of this container can serve: 0 where it can, 1 and a sentence where it cannot."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def is_healthy(port: int = 8000) -> bool:
    """Whether /readyz says ok, asked by the name of the site, within 8 seconds."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
    try:
        asked.request(
            "GET", "/readyz", headers={"Host": urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"}
        )
        return asked.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


if __name__ == "__main__":
    sys.exit(0 if is_healthy() else "/readyz does not say ok")
