"""How references and words are written, and when two are the same. Pure."""
