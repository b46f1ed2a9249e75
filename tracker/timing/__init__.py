"""The guided timer: its course, words, voice and keys, what it teaches, and what was left behind."""
