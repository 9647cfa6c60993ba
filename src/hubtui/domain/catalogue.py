"""Loads every module that declares records or entries, so that tables and merging know them all."""

from hubtui.domain import case as case
from hubtui.domain import person as person
from hubtui.domain import session as session
from hubtui.domain import worker as worker
