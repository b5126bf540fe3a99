"""`namro serve` with buckets that hardly fill again, so that a flood empties one however slow the computer is.

python -m tests.endurance.slowly_refilled serve --port …
"""

import sys

if __name__ == "__main__":
    import django

    django.setup()
    from namro.doors import fairness
    from namro.doors.cli.main import main

    fairness.A_SECOND = 1
    sys.exit(main(sys.argv[1:]))
