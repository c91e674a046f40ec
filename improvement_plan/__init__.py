"""Improvement plans: sections, priority areas, objectives and the actions entered under them."""
