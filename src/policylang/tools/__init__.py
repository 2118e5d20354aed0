"""What people use directly: the command line. No logic of its own."""
