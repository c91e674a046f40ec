"""Rules of meetings: pure, each with its sentence."""
