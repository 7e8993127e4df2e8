"""What a caption says: its credit, its place, its day."""

from datetime import date

import pytest

from articles.importing.captions import place, reads_as_caption, split_caption_credit, split_credit, taken_on

IN_TARN = "A keeper walks in Tarn, Veldland, January 13, 2020."


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (f"{IN_TARN} (Reuters)", IN_TARN, "Reuters"),
        (f"{IN_TARN}(Reuters)", IN_TARN, "Reuters"),
        (f"{IN_TARN} [AFP]", IN_TARN, "AFP"),
        (f"{IN_TARN} (Reuters).", IN_TARN, "Reuters"),
        ("A keeper walks (Reuters).", "A keeper walks.", "Reuters"),
        ("A keeper walks (AP Photo/Jane Doe, File)", "A keeper walks", "AP Photo/Jane Doe, File"),
        ("A keeper walks. (Photo by JANE DOE / AFP)", "A keeper walks.", "Photo by JANE DOE / AFP"),
        ("A keeper walks. (REUTERS/Jane Doe/File Photo)", "A keeper walks.", "REUTERS/Jane Doe/File Photo"),
        ("A keeper walks. (J. Doe/Veld Agency via AP)", "A keeper walks.", "J. Doe/Veld Agency via AP"),
        ("A keeper walks. (Photo: AFP)", "A keeper walks.", "Photo: AFP"),
        ("A keeper walks. (20th Century Fox via AP)", "A keeper walks.", "20th Century Fox via AP"),
        ("A keeper walks. (dpa)", "A keeper walks.", "dpa"),
        (
            "The mayor (left) greets a keeper (C). (Reuters/File)",
            "The mayor (left) greets a keeper (C).",
            "Reuters/File",
        ),
        ("حارس المنارة (أ.ف.ب)", "حارس المنارة", "أ.ف.ب"),
    ],
)
def test_the_credit_in_brackets_is_taken_off_and_nothing_else(line, caption, credit):
    parts = split_credit(line)
    assert (parts.caption, parts.credit) == (caption, credit)


@pytest.mark.parametrize(
    "line",
    [
        "The mayor greets a keeper (right)",
        "The mayor greets a keeper (R)",
        "The mayor greets Senator Jane Doe (D-NY)",
        "The mayor greets a keeper (see below)",
        "The harbor in winter (2019)",
        "The harbor in winter. (Reporting by Jane Doe)",
        "The harbor in winter. (He was there. She was not)",
        "(Reuters)",
        IN_TARN,
    ],
)
def test_other_brackets_are_words_of_the_caption(line):
    parts = split_credit(line)
    assert (parts.caption, parts.credit) == (line, "")


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (f"{IN_TARN} REUTERS/Jane Doe/File Photo", IN_TARN, "REUTERS/Jane Doe/File Photo"),
        ("A keeper walks. (social media)", "A keeper walks.", "social media"),
        ("A keeper walks. (see below)", "A keeper walks. (see below)", ""),
        ("A keeper walks (and waves)", "A keeper walks (and waves)", ""),
        (f"{IN_TARN} Reuters", IN_TARN, "Reuters"),
        (f"{IN_TARN} Photo: AFP", IN_TARN, "Photo: AFP"),
        ("A keeper greets Prof. Jane Doe", "A keeper greets Prof. Jane Doe", ""),
        ("A keeper greets Dr. Doe", "A keeper greets Dr. Doe", ""),
        ("A keeper walks. Nobody is there", "A keeper walks. Nobody is there", ""),
    ],
)
def test_a_line_known_to_be_a_caption_may_have_its_credit_without_brackets_or_capitals(line, caption, credit):
    parts = split_caption_credit(line)
    assert (parts.caption, parts.credit) == (caption, credit)


@pytest.mark.parametrize(
    ("line", "is_caption"),
    [
        ("A keeper walks. (Reuters)", True),
        ("A keeper walks (Reuters)", True),
        (f"{IN_TARN} (Reuters).", True),
        ("He was taken to the World Health Organization (WHO).", False),
        ("He was taken away. (This story was corrected to say who it was)", False),
    ],
)
def test_a_caption_standing_once_is_told_by_its_closing_credit(line, is_caption):
    assert reads_as_caption(line) is is_caption


@pytest.mark.parametrize(
    ("caption", "day"),
    [
        (IN_TARN, date(2020, 1, 13)),
        ("A keeper walks in Tarn, Jan. 13, 2020.", date(2020, 1, 13)),
        ("A keeper walks in Tarn, Sept. 1, 2020.", date(2020, 9, 1)),
        ("A keeper walks in Tarn, 13 January 2020.", date(2020, 1, 13)),
        ("A keeper walks in Tarn on Monday, January 13th, 2020, before dawn.", date(2020, 1, 13)),
        ("A keeper walks in Tarn, 13/01/2020.", date(2020, 1, 13)),
        ("A keeper walks in Tarn, 01/13/2020.", date(2020, 1, 13)),
        ("A keeper walks in Tarn, 05/05/2020.", date(2020, 5, 5)),
        ("A keeper walks in Tarn, 05/06/2020.", None),
        ("A keeper walks in Tarn, 2020-01-13.", date(2020, 1, 13)),
        ("A keeper walks in Tarn, February 30, 2020.", None),
        ("A keeper walks in Tarn, January 2020.", None),
        ("A keeper walks in Tarn.", None),
        (
            "A keeper is seen in this file photo taken on March 3, 2019, before the vote of June 5, 2020.",
            date(2019, 3, 3),
        ),
        ("In this Jan. 3, 2019 file photo, a keeper waits for the vote of June 5, 2020.", date(2019, 1, 3)),
        ("A keeper recalls the March 3, 2011 storm in Tarn, January 13, 2020.", date(2020, 1, 13)),
        ("A keeper recalls the March 3, 2011 storm.", None),
        ("A keeper walks. Picture taken January 13, 2020.", date(2020, 1, 13)),
        ("A wall of March 3, 2011 and one of May 4, 2012, both in Tarn.", None),
        ("حارس المنارة في 13 يناير 2020", date(2020, 1, 13)),
        ("حارس المنارة، ١٣ كانون الثاني ٢٠٢٠", date(2020, 1, 13)),
        ("حارس المنارة، 13 يناير/كانون الثاني 2020", date(2020, 1, 13)),
        ("حارس المنارة، 13 تشرين الأول (أكتوبر) 2020", date(2020, 10, 13)),
        ("The deep field, released on September 25, 2012, shows thousands of galaxies.", None),
    ],
)
def test_the_day_is_known_where_the_caption_states_one_plainly(caption, day):
    assert taken_on(caption) == day


@pytest.mark.parametrize(
    ("caption", "stated"),
    [
        (IN_TARN, "Tarn, Veldland"),
        ("A keeper waves during a rally in Toledo, Ohio, U.S., January 9, 2020.", "Toledo, Ohio, U.S."),
        ("A keeper waves outside the palace in London, Britain January 9, 2020.", "London, Britain"),
        ("A keeper waves in Berlin, January 9, 2020.", "Berlin"),
        ("A keeper waves near Homs, Syria, on January 9, 2020.", "near Homs, Syria"),
        ("A keeper waves in the village of Kafr Nabl, Syria, January 9, 2020.", "Kafr Nabl, Syria"),
        ("A keeper waves in the West Bank, January 9, 2020.", "West Bank"),
        ("A keeper waves in al-Hol, Syria, January 9, 2020.", "al-Hol, Syria"),
        ("A keeper waves in Rio de Janeiro, Brazil, January 9, 2020.", "Rio de Janeiro, Brazil"),
        ("A keeper passes a mural, Tehran, Iran, January 9, 2020.", "Tehran, Iran"),
        ("Smoke rises over the quay. Tarn, Veldland, January 9, 2020.", "Tarn, Veldland"),
        ("A keeper waves in Rome, Italy, in this file photo taken on March 3, 2019.", "Rome, Italy"),
        ("A keeper waves in Rome, Monday, Jan. 13, 2020.", "Rome"),
        ("In this Jan. 13, 2020 photo, a keeper waves in Rome, Italy.", "Rome, Italy"),
        ("A keeper waves on January 13, 2020, in Washington, U.S.", "Washington, U.S."),
        ("A keeper waves in St. Louis, Missouri.", "St. Louis, Missouri"),
        ("A keeper waves in Rome, Italy. Picture taken January 13, 2020.", ""),
        ("A keeper waves to his wife, Jane Doe, January 13, 2020.", ""),
        ("A keeper looks at Jane Doe, January 13, 2020.", ""),
        ("Prime Minister Jane Doe, January 13, 2020.", ""),
        ("A keeper waves. January 13, 2020.", ""),
        ("A keeper waves, dressed in Armani.", ""),
        ("حارس المنارة في تارن، 13 يناير 2020", ""),
        ("", ""),
    ],
)
def test_the_place_is_known_where_the_caption_states_it_plainly(caption, stated):
    assert place(caption) == stated
