"""Bringing the plan that a council already has: choose the paper, settle its doubts, confirm, and undo."""
