"""The user guide and the accessibility statement, which everybody may read."""
