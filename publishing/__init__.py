"""What the council publishes: pages for residents, charts to embed, open data, and a read API."""
