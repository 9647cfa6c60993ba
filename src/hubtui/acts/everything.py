"""Loads every module of acts, so that the registry is whole."""

from hubtui.acts import referral as referral
from hubtui.acts import session as session
from hubtui.acts import undo as undo
from hubtui.acts.registry import ACTS as ACTS
from hubtui.acts.registry import perform as perform
