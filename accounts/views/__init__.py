"""The door and a person's own account."""
