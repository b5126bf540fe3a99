"""What is wrong with an installation, in plain words: small checks that read and never write."""
