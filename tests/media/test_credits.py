"""Credits as agencies and desks write them, and what is read from them."""

import pytest

from media.credits import photographer_of, source_of

SPELLINGS = {
    "Reuters": "Reuters",
    "Thomson Reuters": "Reuters",
    "رويترز": "Reuters",
    "AFP": "AFP",
    "Agence France-Presse": "AFP",
    "أ ف ب": "AFP",
    "AP": "AP",
    "AP Photo": "AP",
    "Associated Press": "AP",
    "Associated Press of Pakistan": "APP",
    "Getty Images": "Getty",
    "MAP": "MAP",
    "Anadolu": "Anadolu",
}


@pytest.mark.parametrize(
    ("credit", "source", "photographer"),
    [
        ("Reuters", "Reuters", ""),
        ("REUTERS", "Reuters", ""),
        ("(Reuters)", "Reuters", ""),
        ("Reuters/Jane Doe", "Reuters", "Jane Doe"),
        ("REUTERS/Jane Doe/File Photo", "Reuters", "Jane Doe"),
        ("(AP Photo/John Smith)", "AP", "John Smith"),
        ("AP Photo/John Smith, File", "AP", "John Smith"),
        ("Jane Doe for Reuters", "Reuters", "Jane Doe"),
        ("Photo by Jane Doe/AFP", "AFP", "Jane Doe"),
        ("Jane Doe-Pool/Getty Images", "Getty", "Jane Doe"),
        ("Jean-Pierre O’Neil – Agence  France-Presse", "AFP", "Jean-Pierre O’Neil"),
        ("Anadolu Agency", "Anadolu", ""),
        ("رويترز", "Reuters", ""),
        ("أ ف ب / محمد عابد", "AFP", "محمد عابد"),
        ("تصوير: محمد عابد - رويترز", "Reuters", "محمد عابد"),
    ],
)
def test_a_credit_names_its_source_and_photographer(credit: str, source: str, photographer: str) -> None:
    assert source_of(credit, SPELLINGS) == source
    assert photographer_of(credit, SPELLINGS) == photographer


@pytest.mark.parametrize(
    ("credit", "source"),
    [
        ("Jane Doe/AFP via Getty Images", "AFP"),
        ("Anadolu via Reuters", "Anadolu"),
        ("Associated Press of Pakistan", "APP"),
    ],
)
def test_of_several_sources_the_first_counts_and_the_longest_where_they_begin_together(
    credit: str, source: str
) -> None:
    assert source_of(credit, SPELLINGS) == source


@pytest.mark.parametrize(
    "credit", ["", "Jane Doe", "NASA", "Map of the delta", "The Meridian/Apsley Cole", "Reutersward"]
)
def test_a_credit_that_names_no_known_source_is_left_as_it_is(credit: str) -> None:
    assert source_of(credit, SPELLINGS) is None
    assert photographer_of(credit, SPELLINGS) == ""


@pytest.mark.parametrize(
    "credit", ["Press Service of the State/Handout via Reuters", "Reuters/Stringer", "AP Photo, File"]
)
def test_no_photographer_is_made_up(credit: str) -> None:
    assert photographer_of(credit, SPELLINGS) == ""


def test_without_any_source_nothing_is_found() -> None:
    assert source_of("Reuters", {}) is None
