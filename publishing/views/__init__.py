"""Pages for the public, open data, the read API, and where the performance team says what is published."""
