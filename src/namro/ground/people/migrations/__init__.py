"""Tables of this room through time."""
