"""Private desktops on which the channels are tried for real."""
