"""Who, where and proof: units through time, staff, the gate for every change, the trail, sealed identities."""
