"""Judgement on plans. Pure functions over plain facts."""
