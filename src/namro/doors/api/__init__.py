"""The door for programs: version 1 of the API with its OpenAPI document, the calendar of due dates, the feed of events,
and Open311 for what the pack opens to it. No rule of its own: the same queries and actions as the other doors.
"""
