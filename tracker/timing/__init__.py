"""The guided timer: its course, its words, its keys, and what was left behind."""
