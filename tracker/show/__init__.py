"""What the terminal shows: text for people, and JSON and CSV for programs."""
