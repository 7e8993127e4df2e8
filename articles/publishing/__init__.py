"""What happens when a story is submitted, published, corrected or taken down: one function for each verb.

Every verb is one transaction with one silhouette (steps.py): lock the story, check the move, change the state, write
release and change, record who did it. Locks are taken in one order, the story first and the log last. Work that must
follow is deferred as jobs in the same transaction, so it happens exactly if the verb did. Nothing else moves public
state. `perform` is the one door for whoever has a verb by its name.
"""

from articles.publishing.desk import assign, retry, return_to_reporter, schedule, spike, submit, unschedule
from articles.publishing.erasure import erase
from articles.publishing.performing import WORDS, perform
from articles.publishing.public import clarify, correct, improve, publish, restore, retract, update, withdraw
from articles.publishing.schedules import publish_all_due, publish_due
from articles.publishing.steps import Refused

__all__ = [
    "WORDS",
    "Refused",
    "assign",
    "clarify",
    "correct",
    "erase",
    "improve",
    "perform",
    "publish",
    "publish_all_due",
    "publish_due",
    "restore",
    "retract",
    "retry",
    "return_to_reporter",
    "schedule",
    "spike",
    "submit",
    "unschedule",
    "update",
    "withdraw",
]
