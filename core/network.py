"""Where a request comes from."""

from __future__ import annotations

import ipaddress


def network(address: str) -> str:
    """The network that an address lies in: 192.0.2.0/24. Says where from, and not which machine."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


def household(address: str) -> str:
    """What counts as one address: the address itself, or the 64 bits of IPv6 that one household or office is given."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ipaddress.ip_network(f"{found}/64", strict=False))


def caller(peer: str, forwarded: str, *, proxies: int) -> str:
    """The address that a request was made from; empty where it is not known.

    ``peer`` is who spoke to the server, ``forwarded`` the X-Forwarded-For header, to whose end each of our
    ``proxies`` has added whom it heard. What stands further left was written by the caller and is not believed.
    """
    heard = [word.strip() for word in forwarded.split(",") if word.strip()] + [peer]
    address = heard[-1 - proxies] if len(heard) > proxies else heard[0]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""
