"""`python -m voice_interviewer`."""

import sys


def main() -> int:
    """Also the installed command. Loading the program takes a moment, in which Ctrl-C must be no traceback."""
    try:
        from voice_interviewer.cli import main as run  # noqa: PLC0415 - so that its loading is inside the `try`

        return run()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
