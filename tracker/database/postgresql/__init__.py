"""A diary on a server of PostgreSQL: how it is reached, made and brought up to date, and who is told of changes."""
