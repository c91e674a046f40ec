"""Performance clinics: meetings called on failing indicators, what came of them, and whether they worked."""
