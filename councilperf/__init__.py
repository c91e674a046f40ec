"""The project: settings, addresses, home, search, health and the demonstrations. Nobody imports it."""
