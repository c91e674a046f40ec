"""Actions: what posts have undertaken to do by a date. Each lives once; plans, clinics and minutes refer to it."""
