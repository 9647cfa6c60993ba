"""Where files lie: the vault and the program's state, by platform or as told."""

import os
from pathlib import Path


def vault_folder(told: str | None) -> Path:
    """The vault's folder: as told, else HUBTUI_VAULT, else the platform's data folder."""
    given = told or os.environ.get("HUBTUI_VAULT")
    if given:
        return Path(given).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("hubtui", appauthor=False, roaming=False) / "vault"


def state_folder() -> Path:
    """Where the second copy of the anchor and reports of defects lie."""
    given = os.environ.get("HUBTUI_STATE")
    if given:
        return Path(given).expanduser().absolute()
    from platformdirs import user_state_path

    return user_state_path("hubtui", appauthor=False)
