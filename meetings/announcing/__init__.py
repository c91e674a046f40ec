"""Mail on publication: whoever sits on a board, or presents to it, is told once of each edition that is issued."""

from meetings.announcing.sending import announce, mark_bounced, readers_of, send_letters, send_waiting, write_letters

__all__ = ["announce", "mark_bounced", "readers_of", "send_letters", "send_waiting", "write_letters"]
