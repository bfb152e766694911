"""`python -m voice_interviewer`."""

import sys

from voice_interviewer.cli import main

if __name__ == "__main__":
    sys.exit(main())
