"""What the measurements stand on: a private PostgreSQL, a database full of cases, processor time of both sides."""
