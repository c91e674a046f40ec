"""What axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
"""Every rule is run; what passes is not described, which takes axe twice as long as the rules."""


def faults(page) -> list[str]:
    """Each fault with its rule, where it is and what stands there: at most three of a rule."""
    found = AXE.run(page, options=OPTIONS).response["violations"]
    return [f"{fault['id']}: {node['target']} {node['html'][:160]}" for fault in found for node in fault["nodes"][:3]]
