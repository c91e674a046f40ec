"""Whether the web process of this container can serve; 1 where it cannot."""

import http.client
import os
import sys
from urllib.parse import urlsplit

asked = http.client.HTTPConnection("127.0.0.1", 8000, timeout=8)
asked.request("GET", "/readyz", headers={"Host": urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"})
sys.exit(asked.getresponse().status != 200)
