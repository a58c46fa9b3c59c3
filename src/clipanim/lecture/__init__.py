"""What goes with a film into a lecture."""
