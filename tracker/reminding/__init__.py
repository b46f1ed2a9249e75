"""Reminding: the process that wakes up for what is due, and the channels it speaks through."""
