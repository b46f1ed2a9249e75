"""The diary in other forms: read from files of other programs, and written for others to read."""
