"""The systems whose records can be brought in, by the names the command line has for them."""

from hubtui.domain.trouble import RuleBroken
from hubtui.importing import cats, community_support
from hubtui.importing.system import System

SYSTEMS: dict[str, System] = {"cats": cats.SYSTEM, "community-support": community_support.SYSTEM}
ANOTHER_VAULT = "hubtui"


def system(name: str) -> System:
    """The system of this name. Raises RuleBroken."""
    if name == ANOTHER_VAULT:
        raise RuleBroken(
            "from", "Records of another vault come in over the server or a stick: see hubtui sync import."
        )
    if name not in SYSTEMS:
        raise RuleBroken("from", f"Records are brought in from: {', '.join(SYSTEMS)}.")
    return SYSTEMS[name]
