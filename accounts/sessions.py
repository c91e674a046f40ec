"""Sessions in the database that know whose they are: ``SESSION_ENGINE``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accounts.models import Session

SIGNED_IN = "signed_in"
"""Where a session keeps how, when and from where its person signed in."""


class SessionStore(DatabaseStore):
    """Keeps beside the data whose session it is, so that all of a person's can be listed and ended."""

    seen_at: datetime | None = None
    """When the session was used before this request, once it is read."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def load(self) -> dict[str, Any]:
        """The data; when it was last used comes in the same query."""
        row = self._get_session_from_db()
        if row is None:
            return {}
        self.seen_at = row.seen_at
        return self.decode(row.session_data)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row as it is to be saved."""
        row = super().create_model_instance(data)
        facts = data.get(SIGNED_IN, {})
        row.person_id = data.get(SESSION_KEY)
        row.how = facts.get("how", "")
        row.started_at = datetime.fromisoformat(facts["at"]) if facts else None
        row.address = facts.get("address", "")
        row.browser = facts.get("browser", "")
        row.seen_at = self.seen_at = timezone.now()
        return row
