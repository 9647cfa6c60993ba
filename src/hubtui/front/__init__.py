"""The small parent process: it owns the terminal, draws the lock screen and never holds a key.

Standard library only, and little of that before the first paint. `open_front.py` is the way in, `child.py`
the other side: what the process that holds the vault uses to be signed in to and to take the terminal over.
"""
