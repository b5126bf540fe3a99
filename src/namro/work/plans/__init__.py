"""What was promised: plans that are kept."""
