"""Boards' meetings: agenda, committee reports, minutes and the pack of papers."""
