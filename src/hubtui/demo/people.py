"""The people of the demo: invented names, birthdays and numbers, the same for the same seed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hubtui.domain.case import Need

FORENAMES = (
    *("Aled", "Amir", "Anton", "Bashir", "Bram", "Callum", "Cedric", "Conrad", "Damian", "Darnell"),
    *("Dewi", "Emeka", "Euan", "Farid", "Fergus", "Gethin", "Goran", "Hamza", "Idris", "Ivo"),
    *("Jerome", "Kofi", "Kyle", "Leon", "Lorcan", "Marek", "Mateus", "Niall", "Olek", "Osian"),
    *("Pavel", "Quentin", "Rafiq", "Rhodri", "Ruben", "Sanjit", "Seun", "Tariq", "Tobias", "Viktor"),
)
SURNAMES = (
    *("Abernott", "Adeshola", "Ambrick", "Bellwether", "Blaystock", "Brackenhall", "Cardwine", "Carrowdale"),
    *("Chalkwood", "Corvenik", "Darnwick", "Dellamort", "Elphinby", "Fairbrace", "Farrowgate", "Fenmark"),
    *("Garthwaine", "Gillowby", "Harrowell", "Hassanov", "Inglebrook", "Iwobani", "Jessamere", "Kestrelby"),
    *("Kolawetsi", "Langmarsh", "Lintwhistle", "Marchbanner", "Mirzadeen", "Nethercott", "Norwinski"),
    *("Oakenthorne", "Okwudira", "Pellington", "Penrhosyn", "Quillfeather", "Ravenscar", "Rosthwick"),
    *("Saltergill", "Sandhurley", "Tarnbeck", "Thistledew", "Umberleigh", "Vantongeren", "Wadebrook"),
    *("Whinfell", "Yarborne", "Zielonko"),
)


@dataclass(frozen=True)
class Fictional:
    """Somebody who does not exist."""

    surname: str
    forenames: str
    date_of_birth: date
    prison_number: str
    crn: str
    needs: tuple[Need, ...]


def people(number: int, rng: Random, *, today: date) -> list[Fictional]:
    """As many people as asked for, no two of one name until the names run out, aged 19 to 64."""
    names = [(surname, forename) for surname in SURNAMES for forename in FORENAMES]
    rng.shuffle(names)
    return [_person(names[index % len(names)], index, rng, today) for index in range(number)]


def _person(name: tuple[str, str], index: int, rng: Random, today: date) -> Fictional:
    return Fictional(
        surname=name[0],
        forenames=name[1],
        date_of_birth=today - timedelta(days=rng.randrange(19 * 366, 64 * 365)),
        prison_number=f"Z{index % 10_000:04}{chr(65 + index // 10_000 % 26)}Z",
        crn=f"Z{index % 1_000_000:06}",
        needs=tuple(sorted(rng.sample(list(Need), rng.choice((1, 2, 2, 3))))),
    )
