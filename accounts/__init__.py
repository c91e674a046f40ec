"""Who may sign in, and in which roles."""
