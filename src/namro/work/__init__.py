"""What is being done for the people who asked."""
