"""The reminder process: its turns, its channels, and how it is started and woken."""
