"""`python -m engagiert_ld` and the command `engagiert-ld`."""

from engagiert_ld.cli import main

if __name__ == "__main__":
    main()
