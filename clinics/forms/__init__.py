"""Forms of clinics."""
