"""The golden thread: what the council is asked for, and everything that serves it, on one page."""
