"""Making a plan and keeping it: the plan and its structure, its parts, its lines, and their order."""
