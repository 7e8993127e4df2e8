"""The world's agencies, there from the start."""

import pytest

from media.credits import source_of
from media.models import Source

pytestmark = pytest.mark.django_db


def test_a_spelling_leads_to_one_agency_only() -> None:
    spellings = [
        " ".join(spelling.split()).casefold()
        for source in Source.objects.all()
        for spelling in (source.name, *source.spellings)
    ]
    assert len(spellings) > 200
    assert sorted(spellings) == sorted(set(spellings))


def test_an_agency_starts_with_open_rights() -> None:
    assert Source.objects.filter(kind=Source.Kind.AGENCY).count() >= 60
    assert not Source.objects.exclude(
        text_publish=True, text_syndicate=True, picture_publish=True, picture_syndicate=True
    ).exists()


@pytest.mark.parametrize(
    ("credit", "name"),
    [
        ("AFP", "AFP"),
        ("Agence France-Presse", "AFP"),
        ("Jane Doe/AFP via Getty Images", "AFP"),
        ("فرانس برس", "AFP"),
        ("The Associated Press", "AP"),
        ("AP Photo/John Smith", "AP"),
        ("أسوشيتد برس", "AP"),
        ("REUTERS/Jane Doe", "Reuters"),
        ("رويترز", "Reuters"),
        ("شينخوا", "Xinhua"),
        ("Xinhua/Li Xin", "Xinhua"),
        ("picture alliance/dpa", "dpa"),
        ("Jane Doe/PA Wire", "PA Media"),
        ("KYODO", "Kyodo"),
        ("Adi Weda/EPA-EFE/Shutterstock", "EPA"),
        ("Australian Associated Press", "AAP"),
        ("Associated Press of Pakistan", "APP"),
        ("Interfax-Ukraine", "Interfax-Ukraine"),
        ("Anadolu Agency", "Anadolu"),
    ],
)
def test_a_credit_finds_its_agency(credit: str, name: str) -> None:
    assert source_of(credit, Source.objects.by_spelling()) == Source.objects.get(name=name)


@pytest.mark.parametrize("credit", ["Petra Schmidt", "Ana Torres", "A map of the coast", "Tap water", "Getty Museum"])
def test_a_word_or_a_name_is_not_taken_for_an_agency(credit: str) -> None:
    assert source_of(credit, Source.objects.by_spelling()) is None
