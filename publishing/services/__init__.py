"""Writes: what is published, and keys of the read API."""
