"""Loads every module that declares records or entries, so that tables and merging know them all."""

from hubtui.domain import activities as activities
from hubtui.domain import assessment as assessment
from hubtui.domain import case as case
from hubtui.domain import cohort as cohort
from hubtui.domain import concern as concern
from hubtui.domain import consent as consent
from hubtui.domain import contact_chain as contact_chain
from hubtui.domain import correction as correction
from hubtui.domain import death as death
from hubtui.domain import holiday as holiday
from hubtui.domain import information as information
from hubtui.domain import noncontact as noncontact
from hubtui.domain import note as note
from hubtui.domain import outcome_progress as outcome_progress
from hubtui.domain import person as person
from hubtui.domain import places as places
from hubtui.domain import plan as plan
from hubtui.domain import release as release
from hubtui.domain import risk as risk
from hubtui.domain import score as score
from hubtui.domain import session as session
from hubtui.domain import settings as settings
from hubtui.domain import task as task
from hubtui.domain import telling as telling
from hubtui.domain import urgent as urgent
from hubtui.domain import worker as worker
