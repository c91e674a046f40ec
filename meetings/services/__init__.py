"""Writes to meetings that touch more than one row."""
