"""Indicators: what is measured, what came out, and the verdicts on it."""
