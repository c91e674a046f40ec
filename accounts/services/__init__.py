"""Writes about people at the door."""

from accounts.services.sessions import end_sessions

__all__ = ["end_sessions"]
