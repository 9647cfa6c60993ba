"""Fictional people and months of work with them, in a vault and on a server that can only ever be training."""
