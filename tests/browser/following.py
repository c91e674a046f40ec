"""Going from page to page, so that what is looked at next is the page arrived at."""


def follow(link_or_button) -> None:
    """Click what leads to a page, and be there: a click alone comes back while the old page still stands."""
    with link_or_button.page.expect_navigation():
        link_or_button.click()
