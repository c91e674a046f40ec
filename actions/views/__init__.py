"""Pages of actions: lists and single ones, their dates, requests for new ones, closing, and calendars to subscribe to."""
