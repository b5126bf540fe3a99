"""What happens to a running installation when processes die, disks fill, databases restart and clocks jump.

    ./dev faults                     everything, on SQLite and on PostgreSQL
    ./dev faults --kills 2 --short   what the tests run

Only processes that were started here are ended, by their ids; clocks are those of the application, never the system's.
"""
