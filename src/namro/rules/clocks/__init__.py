"""Calendars and time limits: from when a limit runs, which days count, on which day it ends, and why.

The only room that does date arithmetic. Pure Python: no tables, no wall clock, no law of any one country
(the days off, the terms and the articles come in as data). It never decides whether a limit was kept.
"""
