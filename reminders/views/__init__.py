"""Pages of reminders, and of what people are sent."""
