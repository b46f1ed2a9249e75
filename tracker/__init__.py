"""A diary with reminders for people who look after a painful back."""

__version__ = "0.1.0"
