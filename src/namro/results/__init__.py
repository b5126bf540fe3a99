"""What it adds up to: the papers of an office. Reads the work below; the doors hand it out."""
