"""The leaf library: no models, and it imports no other app of the project."""
