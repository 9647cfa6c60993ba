"""Loads every module of acts, so that the registry is whole."""

from hubtui.acts import activities as activities
from hubtui.acts import case as case
from hubtui.acts import cohort as cohort
from hubtui.acts import concern as concern
from hubtui.acts import consent as consent
from hubtui.acts import contact_chain as contact_chain
from hubtui.acts import death as death
from hubtui.acts import eligibility as eligibility
from hubtui.acts import holidays as holidays
from hubtui.acts import information as information
from hubtui.acts import places as places
from hubtui.acts import referral as referral
from hubtui.acts import release as release
from hubtui.acts import risk as risk
from hubtui.acts import session as session
from hubtui.acts import session_result as session_result
from hubtui.acts import settings as settings
from hubtui.acts import suitability as suitability
from hubtui.acts import undo as undo
from hubtui.acts import worker as worker
from hubtui.acts.registry import ACTS as ACTS
from hubtui.acts.registry import perform as perform
