"""A directorate on one page, for whoever heads it: what goes well, what does not and what is done about it, and the next dates."""
