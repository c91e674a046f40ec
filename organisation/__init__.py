"""The council: directorates, posts and who holds them, boards and reporting periods."""
