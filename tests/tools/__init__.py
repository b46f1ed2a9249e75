"""Programs to be run by hand or by make: they measure, torture, show and draw; none is a test."""
