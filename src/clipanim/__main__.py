"""`python -m clipanim` is the command `clipanim`."""

from .cli import main

if __name__ == "__main__":
    main()
