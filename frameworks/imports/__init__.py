"""Frameworks from files: those that people have, and those that the program brings."""
