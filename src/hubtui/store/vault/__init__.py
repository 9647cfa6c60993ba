"""The encrypted folder: making it, opening it, and who may. The database inside is opened by others.

Nothing heavier than the cipher is imported here, for it runs behind the lock screen. Source: store.md 4, 5;
SEC-01, SEC-05, SEC-06.
"""

from hubtui.store.vault.entering import now, unlock, unlock_with_recovery
from hubtui.store.vault.making import create, staging_of
from hubtui.store.vault.unlocked import Unlocked
from hubtui.store.vault.ways_in import check_login, check_role

__all__ = [
    "Unlocked",
    "check_login",
    "check_role",
    "create",
    "now",
    "staging_of",
    "unlock",
    "unlock_with_recovery",
]
