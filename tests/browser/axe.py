"""What axe finds on a page."""

from axe_playwright_python.base import AXE_SCRIPT

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
"""Every rule is run; what passes is not described, which takes axe twice as long as the rules."""
RUN = "async options => (await axe.run(options)).violations"


def faults(page) -> list[str]:
    """Each fault with its rule, where it is and what stands there: at most three of a rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, OPTIONS)
    return [f"{fault['id']}: {node['target']} {node['html'][:160]}" for fault in found for node in fault["nodes"][:3]]
