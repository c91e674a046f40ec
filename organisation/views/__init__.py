"""Pages on which the performance team keeps people, posts and directorates."""
