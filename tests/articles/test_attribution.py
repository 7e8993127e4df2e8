"""Which agency a text gives away as its own."""

import pytest

from articles.importing.attribution import proposed_source
from articles.importing.captured import Block

KNOWN = {
    "Reuters": "Reuters",
    "REUTERS": "Reuters",
    "رويترز": "Reuters",
    "AP": "AP",
    "Associated Press": "AP",
    "The Associated Press": "AP",
    "AFP": "AFP",
    "فرانس برس": "AFP",
}


def proposed(*paragraphs: str) -> str | None:
    return proposed_source([Block("paragraph", text) for text in paragraphs], KNOWN)


@pytest.mark.parametrize(
    "sentence",
    [
        "“We stay,” she told Reuters.",
        "“We stay,” she told Reuters Monday.",
        "Finn told Reuters the lamps would stay.",
        "She told the Reuters news agency that they stay.",
        "She told a Reuters reporter that they stay.",
        "She told Reuters’ correspondent that they stay.",
        "He did not respond to a request from Reuters for comment.",
        "He did not respond to requests for comment from Reuters.",
        "He did not respond to a Reuters request for comment.",
        "He did not respond to Reuters’ requests for comment.",
        "He did not immediately reply to Reuters.",
        "In an interview with Reuters, he said they stay.",
        "In a Reuters interview, he said they stay.",
        "He spoke to Reuters on the quay.",
        "Speaking exclusively to Reuters, he said they stay.",
        "He said in a statement to Reuters that they stay.",
        "He said in an email sent to Reuters that they stay.",
        "He confirmed the plan to Reuters.",
        "Asked by Reuters, he said they stay.",
        "When contacted by phone by Reuters, he hung up.",
        "Reuters could not reach him.",
        "Reuters could not immediately reach him for comment.",
        "Reuters was unable to contact him.",
        "Reuters has contacted the ministry.",
        "Three keepers interviewed by Reuters said they stay.",
        "Reuters spoke with nine keepers.",
        "وقالت المتحدثة باسم الوزارة دورا فين لوكالة «رويترز» إنهم باقون.",
        "وقال لرويترز إنهم باقون.",
        "وأبلغ رويترز أنهم باقون.",
        "وفي مقابلة مع رويترز قال إنهم باقون.",
        "ولم يرد على طلب للتعليق من رويترز.",
    ],
)
def test_the_agency_spoken_to_or_asked_is_proposed(sentence):
    assert proposed("The lamps are dark.", sentence) == "Reuters"


@pytest.mark.parametrize(
    "sentence",
    [
        "Reuters reported on Monday that the lamps are dark.",
        "The lamps are dark, according to Reuters.",
        "The crowd met at the Reuters building.",
        "She spoke to guards of the Reuters building.",
        "He responded to a Reuters report on the lamps.",
        "She told AP's rival that they stay.",
        "She told APPLE that they stay.",
        "She told ap that they stay.",
        "She told AP-NORC pollsters that they stay.",
        "She told the Reuters Institute that they stay.",
        "She told reporters that they stay.",
        "She told Thomson that Reuters was late.",
        "The picture shows a keeper. (Reuters)",
        "مبنى رويترز في تارن مظلم.",
    ],
)
def test_an_agency_that_is_only_mentioned_is_not(sentence):
    assert proposed("The lamps are dark.", sentence) is None


def test_the_spellings_of_one_agency_are_one():
    assert proposed("She told The Associated Press so.", "He told AP so.", "They told the Associated Press so.") == "AP"


@pytest.mark.parametrize("sentence", ["She told Reuters and AFP so.", "She told Reuters so, and he told AFP."])
def test_two_agencies_so_named_cancel_each_other(sentence):
    assert proposed(sentence) is None


def test_an_agency_asked_stands_against_one_only_mentioned():
    assert proposed("She told the official AFP so.", "Reuters had reported it first.") == "AFP"


def test_nothing_is_proposed_where_no_agency_is_known():
    assert proposed_source([Block("paragraph", "She told Reuters so.")], {}) is None
