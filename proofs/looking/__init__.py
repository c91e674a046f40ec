"""Pages looked at in a real browser, in each state in which people meet them."""
