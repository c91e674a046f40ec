"""What axe finds on a page."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
"""Every rule is run, that on the size of targets too, which axe leaves out by itself; what passes is not described, which takes axe twice as long as the rules."""
RUN = "async options => (await axe.run(options)).violations"


def faults(page, *, rules: Sequence[str] = ()) -> list[str]:
    """Each fault with its rule, where it is and what stands there: at most three of a rule. Of these rules, or of all."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = OPTIONS if not rules else {"runOnly": list(rules), "resultTypes": ["violations"]}
    found = page.evaluate(RUN, options)
    return [f"{fault['id']}: {node['target']} {node['html'][:160]}" for fault in found for node in fault["nodes"][:3]]
