"""`python -m readinglist` is the same command as `readinglist`."""

from readinglist.cli import main

if __name__ == "__main__":
    main()
