"""Captured story pages, in the form the page gives them and in the forms careless captures have."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from articles.importing.capture import (
    Block,
    CapturedStory,
    CaptureError,
    decode,
    known_again,
    language_of,
    parse,
)

CAPTURES = Path(__file__).parent / "captures"

HEADLINE = "Bees Return to the Palace: “At Last”"
CAPTION = "Hives stand in the palace garden in Tarn, Veldland, January 13, 2020."
CREDITED = f"{CAPTION} (Reuters)"
FIRST = "Twelve hives stand in the palace garden again, the court said."
SECOND = "They had been banished in 1911 (see the court’s annals)."
THIRD = "The bees, for their part, made no comment."
LAST = "The court says it will publish their honey by weight."
BODY = f"{FIRST}\n\n{SECOND}\n"


def capture(name: str) -> str:
    return decode((CAPTURES / f"{name}.txt").read_bytes())


def only(text: str) -> CapturedStory:
    [story] = parse(text)
    return story


def texts(story: CapturedStory) -> list[str]:
    return [block.text for block in story.blocks]


def crossheads(story: CapturedStory) -> list[str]:
    return [block.text for block in story.blocks if block.kind == "crosshead"]


def captions(story: CapturedStory) -> list[tuple[str, str]]:
    return [(picture.caption, picture.credit) for picture in story.pictures]


def refusal(text: str) -> CaptureError:
    with pytest.raises(CaptureError) as refused:
        parse(text)
    return refused.value


class TestAWireStory:
    def test_gives_every_paragraph_and_crosshead_word_for_word_and_in_order(self):
        text = capture("long_wire")
        story = only(text)
        page = [line for line in text.splitlines() if line]
        assert texts(story) == page[8:]
        assert crossheads(story) == [
            "Counting the ships",
            "‘EXTREMELY CONCERNED’",
            "What happens now?",
            "BACK TO THE 1990s",
        ]

    def test_gives_one_headline_and_one_caption_with_its_credit_place_and_date_apart(self):
        story = only(capture("long_wire"))
        assert story.headline == "Veldland: Lighthouse Keepers Win Year-Long Fight Over “Silent” Towers"
        [picture] = story.pictures
        assert picture.caption == (
            "Lighthouse keeper Ilse Brandt walks along the gallery of the northern tower near Tarn, Veldland,"
            " January 13, 2020."
        )
        assert (picture.credit, picture.place, picture.taken_on) == (
            "Reuters",
            "near Tarn, Veldland",
            date(2020, 1, 13),
        )
        assert (story.line, picture.line, picture.file, story.published) == (1, 3, "", None)

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text.replace("\n", "\r\r\n"),
            lambda text: text.replace("\n", "\r"),
            lambda text: text.replace("\n", "\u2028"),
            lambda text: text.replace("\n", "  \t\n"),
            lambda text: text.replace("\n", "\u00a0\u200b\n"),
            lambda text: text.replace("\n", "\n\u200f"),
            lambda text: text.replace("\n", "\n\n", 1),
            lambda text: f"\n\n\n\n{text}\n\n\n\n\n",
            lambda text: text.rstrip(),
            lambda text: text.replace("TT\n20", "TT 20"),
            lambda text: text.replace("TT\n20", "TT20"),
            lambda text: text.replace("TT\n20", "TT\n\n20"),
            lambda text: text.replace("TT\n20", "TT"),
            lambda text: text.replace("TT\n20", "20"),
            lambda text: text.replace("TT\n20", "TT\n28"),
            lambda text: text.replace("TT\n20", "TT\n16 px"),
            lambda text: text.replace("TT\n20", "\u202aTT\u202c\n٢٠"),
            lambda text: text.replace("TT\n20\n", ""),
            lambda text: text.replace("\nTT\n20\n", "\n\n\n\n\nTT\n20\n"),
            lambda text: text.replace("TT\n20\n", "TT\n20\n\n\n\n\n"),
            lambda text: text.replace("(Reuters)\nThe island", "(Reuters)\n\n\n\n\nThe island"),
            lambda text: text.replace("(Reuters)\n", "(Reuters)\n\n"),
            lambda text: text.replace("(Reuters)\n\nThe island", "(Reuters)\nThe island"),
        ],
    )
    def test_is_the_same_however_the_capture_was_saved(self, change):
        plain = only(capture("long_wire"))
        story = only(change(capture("long_wire")))
        assert (story.headline, captions(story), story.blocks) == (
            plain.headline,
            captions(plain),
            plain.blocks,
        )


class TestWhatStandsAboveTheBody:
    @pytest.mark.parametrize(
        "top",
        [
            f"{HEADLINE}\n\n{CREDITED}\n{CREDITED}\nTT\n20\n\n{HEADLINE}\n\n{CREDITED}\n{CREDITED}\n\n",
            f"{HEADLINE}\n\n{CREDITED}\n{CREDITED}\n{CREDITED}\nTT\n20\n\n{HEADLINE}\n\n{CREDITED}\n\n",
            f"{HEADLINE}\n\n{CREDITED}\nTT\n20\n\n{HEADLINE}\n\n",
            f"{HEADLINE}\n\n{CREDITED}\nTT\n20\n\n",
            f"{HEADLINE}\n{CREDITED}\n{CREDITED}\n",
            f"{HEADLINE}\n\n{CREDITED}\n\n{CREDITED}\n\n",
            f"{HEADLINE}\n\n{CREDITED}\n\n",
            f"{HEADLINE}\n{HEADLINE}\n\n{CREDITED}\n\n",
            f"{HEADLINE}\n\n{CREDITED}\n{HEADLINE}\n{CREDITED}\n",
            f"{HEADLINE}\n\nTT\n20\n\n{HEADLINE}\n\n{CREDITED}\n\n",
            f"{HEADLINE.upper()}\n\n{CREDITED}\nTT\n\n{HEADLINE}\n\n{CREDITED.replace(' ', '  ')}\n\n",
            f"{HEADLINE}\n\n{CREDITED}\n\n20\n\n",
            f"{HEADLINE}\n\n{CAPTION}\n{CREDITED}\nTT\n20\n\n",
            f"{HEADLINE}\n\n{CREDITED}\n{CAPTION}\nTT\n20\n\n",
            f"{HEADLINE}\n\n{CREDITED[:-9]}[Reuters]\n\n",
            f"{HEADLINE}\n\n{CREDITED}.\n{CREDITED}.\n\n",
        ],
    )
    def test_never_reaches_the_text(self, top):
        story = only(top + BODY)
        assert story.headline.casefold() == HEADLINE.casefold()
        assert captions(story) == [(CAPTION, "Reuters")]
        assert texts(story) == [FIRST, SECOND]

    @pytest.mark.parametrize(
        "top",
        [
            f"{HEADLINE}\n\n",
            f"{HEADLINE}\n",
            f"{HEADLINE}\n\n{HEADLINE}\n\n",
            f"{HEADLINE}\n\nTT\n20\n\n{HEADLINE}\n\n",
            f"{HEADLINE}\n\nTT\n20\n\n",
        ],
    )
    def test_may_be_without_a_picture(self, top):
        story = only(top + BODY)
        assert story.pictures == ()
        assert texts(story) == [FIRST, SECOND]

    @pytest.mark.parametrize(
        "top",
        [
            "{0}\n\n{1}\n{1}\n{1}\n\n",
            "{0}\n\n{1}\nTT\n20\n\n",
            "{0}\n\n{1}\n\n{0}\n\n",
            "{0}\n\n{1}\n{1}\nTT\n20\n\n{1}\n{1}\n\n",
            "{0}\n\nTT\n20\n\n{0}\n\n{1}\n{1}\n\n",
        ],
    )
    def test_may_hold_a_caption_without_a_credit(self, top):
        story = only(top.format(HEADLINE, CAPTION) + BODY)
        assert captions(story) == [(CAPTION, "")]
        assert texts(story) == [FIRST, SECOND]

    @pytest.mark.parametrize("headline", ["Who Rules Osk?", "“We Stay”", "VELDLAND VOTES", "رئيس فلدلاند: لن نرحل"])
    def test_begins_with_any_kind_of_headline(self, headline):
        story = only(f"{headline}\n\n{CREDITED}\nTT\n20\n\n{headline}\n\n{BODY}")
        assert (story.headline, texts(story)) == (headline, [FIRST, SECOND])

    def test_may_be_a_gallery_each_caption_of_which_comes_once_in_the_order_of_the_page(self):
        story = only(capture("gallery"))
        assert captions(story) == [
            (
                "Fishermen unload crates of herring at the market of Osk, Veldland, May 4, 2019.",
                "AP Photo/Mira Holt",
            ),
            (
                "A porter (left) weighs eels for a buyer, at the market of Osk, Veldland, May 4, 2019.",
                "AP Photo/Mira Holt",
            ),
            ("Gulls wait on the roof of the ice house.", "Jonas Reed/Veld Agency via AP, File"),
        ]
        assert texts(story) == [
            "At three in the morning the ice comes first.",
            "By four the whole quay smells of tar (and of coffee).",
        ]

    @pytest.mark.parametrize("order", ["A A B B", "A B A B", "A B C A B C", "A B A B A B"])
    def test_may_repeat_captions_without_credits_in_any_order(self, order):
        names = order.split()
        shown = "\n".join(f"Picture {name} shows a hive" for name in names)
        story = only(f"{HEADLINE}\n\n{shown}\n\n{BODY}")
        assert captions(story) == [(f"Picture {name} shows a hive", "") for name in sorted(set(names))]
        assert texts(story) == [FIRST, SECOND]

    def test_keeps_a_by_line_as_text_rather_than_as_a_picture(self):
        story = only(f"{HEADLINE}\n\n{CREDITED}\n{CREDITED}\n\nTarn: Veld Agency\n\nTT\n20\n\n{BODY}")
        assert captions(story) == [(CAPTION, "Reuters")]
        assert story.blocks[0] == Block("paragraph", "Tarn: Veld Agency")

    @pytest.mark.parametrize(
        "first",
        [
            "The sick were taken to clinics of the World Health Organization (WHO).",
            "The sick were taken to clinics, he said (see below)",
            "The sick were taken to clinics, he said. (This story has been changed to say they were taken to clinics)",
            "He died in Tarn, Veldland, on January 13, 2020.",
            "(Adds details)",
        ],
    )
    def test_ends_at_a_first_paragraph_that_only_resembles_a_caption(self, first):
        story = only(f"{HEADLINE}\n\n{first}\n\n{SECOND}")
        assert (story.pictures, texts(story)) == ((), [first, SECOND])

    def test_ends_after_captions_shown_twice_even_where_the_first_paragraph_closes_with_a_credit(self):
        first = "The hives are back, the court said. (AFP)"
        story = only(f"{HEADLINE}\n\n{CREDITED}\n{CREDITED}\n\n{first}\n\n{SECOND}")
        assert texts(story) == [first, SECOND]

    def test_is_recognised_by_the_second_headline_where_a_control_stands_in_the_body(self):
        story = only(f"{HEADLINE}\n\n{CAPTION}\n\n{HEADLINE}\n\n{BODY}\n{THIRD}\n\nTT\n20\n\n{LAST}\n")
        assert (captions(story), texts(story)) == ([(CAPTION, "")], [FIRST, SECOND, THIRD, LAST])

    def test_may_hold_a_caption_that_begins_like_a_photo_line(self):
        shown = "Photo: A keeper walks along the quay of Osk before dawn."
        story = only(f"{HEADLINE}\n\n{shown} (AFP)\n\n{BODY}")
        assert captions(story) == [(shown, "AFP")]

    def test_does_not_swallow_a_headline_that_returns_as_words_of_the_story(self):
        story = only(f"Hope\n\n{FIRST}\n\n{SECOND}\n\nHope\nIt came back.")
        assert story.blocks[2:] == (Block("crosshead", "Hope"), Block("paragraph", "It came back."))

    def test_is_recognised_even_where_the_page_shows_its_control_only_below_the_story(self):
        story = only(f"{HEADLINE}\n\n{FIRST}\n\n{SECOND}\n\n{FIRST} Twice.\n\n{SECOND} Thrice.\n\nTT\n20\n")
        assert texts(story) == [FIRST, SECOND, f"{FIRST} Twice.", f"{SECOND} Thrice."]


class TestTheBody:
    def test_keeps_quotes_dashes_and_inner_spaces_as_they_are(self):
        odd = "“She’s  ‘gone’” – or — not\u00a0yet… cafe\u0301, zero\u200bwidth."
        assert texts(only(f"{HEADLINE}\n\n  {odd}\u200b \n\n{SECOND}")) == [odd, SECOND]

    def test_keeps_a_closing_mark_of_direction_whose_opening_stands_inside(self):
        odd = "He answered \u2067نعم\u2069"
        assert texts(only(f"{HEADLINE}\n\n{FIRST}\n\n{odd}\n")) == [FIRST, odd]

    def test_joins_no_lines(self):
        assert texts(only(f"{HEADLINE}\n\n{FIRST}\n{SECOND}\n")) == [FIRST, SECOND]

    def test_keeps_lines_that_would_be_furniture_above_it(self):
        notes = ["Published: the annals of 1911, in three volumes.", "Photo: bridge.jpg", "20", "TT"]
        assert texts(only("\n\n".join([HEADLINE, FIRST, SECOND, THIRD, *notes, LAST]))) == [
            FIRST,
            SECOND,
            THIRD,
            *notes,
            LAST,
        ]


class TestSeveralStories:
    def test_are_told_apart_by_the_wider_gap(self):
        bridge, storm, bees = parse(capture("page_of_three"))
        assert (bridge.line, storm.line, bees.line) == (1, 19, 35)
        assert captions(bridge) == [("Cyclists cross the new bridge in Lund, Veldland, 2 March 2021.", "AFP")]
        assert texts(bridge)[-1] == "Its builder apologized."
        assert captions(storm) == [("A tarpaulin covers the opera house.", "Reuters")]
        assert texts(storm) == ["A storm took the roof of the opera house on Sunday."]
        assert (bees.headline, bees.pictures) == ("Bees Return to the Palace Garden", ())
        assert crossheads(bees) == ["AN OLD QUARREL"]

    def test_are_told_apart_by_their_controls_where_the_gap_was_lost(self):
        text = capture("page_of_three").partition("\n\n\n\nBees")[0]
        squeezed = text.replace("\n\n\n\n", "\n\n")
        assert [(story.headline, story.blocks) for story in parse(squeezed)] == [
            (story.headline, story.blocks) for story in parse(text)
        ]

    def test_are_two_also_when_the_page_shows_the_same_one_twice(self):
        text = capture("page_of_three").partition("\n\n\n\n")[0]
        first, again = parse(f"{text}\n\n\n\n{text}")
        assert (first.headline, first.blocks) == (again.headline, again.blocks)

    @pytest.mark.parametrize(("line", "credit"), [(CREDITED, "Reuters"), (CAPTION, "")])
    def test_are_not_made_of_one_by_gaps_around_its_furniture(self, line, credit):
        gap = "\n\n\n\n\n"
        note = "Published: 2026-10-03T09:30Z"
        pieces = [note, HEADLINE, f"{line}\n{line}", "TT\n20", HEADLINE, line, FIRST]
        story = only(gap.join(pieces) + f"\n\n{SECOND}")
        assert (captions(story), texts(story)) == ([(CAPTION, credit)], [FIRST, SECOND])
        story = only(gap.join([HEADLINE, line, "TT\n20", HEADLINE, FIRST]))
        assert (captions(story), texts(story)) == ([(CAPTION, credit)], [FIRST])

    def test_are_not_made_of_one_by_an_advertisement_that_left_a_gap_in_its_text(self):
        story = only(f"{HEADLINE}\n\n{CREDITED}\nTT\n20\n\n{HEADLINE}\n\n{FIRST}\n\n\n\n\n{SECOND}\n")
        assert texts(story) == [FIRST, SECOND]

    def test_may_have_headlines_that_are_sentences(self):
        first, second = parse(f"Rain is due.\n\n{FIRST}\n\n\n\nSnow is due.\n\n{SECOND}")
        assert (first.headline, second.headline) == ("Rain is due.", "Snow is due.")

    def test_are_all_refused_when_one_has_no_text(self):
        broken = capture("page_of_three").replace("A storm took the roof of the opera house on Sunday.\n", "")
        refused = refusal(broken)
        assert refused.line == 19
        assert "Storm Takes Roof" in refused.message


class TestNotesOfTheDesk:
    def test_a_photo_line_names_the_file_of_the_caption_above(self):
        story = only(
            f"{HEADLINE}\n\nA hive.\nPhoto: hive.jpg\nA queen. (AFP)\nphoto: queen bee.JPEG\n\nA hive.\n\n{BODY}"
        )
        assert [(picture.caption, picture.file) for picture in story.pictures] == [
            ("A hive.", "hive.jpg"),
            ("A queen.", "queen bee.JPEG"),
        ]
        assert texts(story) == [FIRST, SECOND]

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("2026-10-03T09:30+03:00", datetime(2026, 10, 3, 9, 30, tzinfo=timezone(timedelta(hours=3)))),
            ("2026-10-03T09:30:15Z", datetime(2026, 10, 3, 9, 30, 15, tzinfo=UTC)),
            ("2026-10-03 09:30", datetime(2026, 10, 3, 9, 30)),  # noqa: DTZ001
        ],
    )
    @pytest.mark.parametrize("form", ["{note}\n{0}\n\n{1}", "{0}\n{note}\n\n{1}", "{0}\n\n{2}\n\n{note}\n\n{2}\n\n{1}"])
    def test_a_published_line_states_the_time_and_is_no_text(self, written, meant, form):
        story = only(form.format(HEADLINE, BODY, CREDITED, note=f"Published: {written}"))
        assert story.published == meant
        assert (story.published.tzinfo is None) == (meant.tzinfo is None)
        assert (story.headline, texts(story)) == (HEADLINE, [FIRST, SECOND])

    def test_the_published_line_of_the_next_story_is_not_of_the_one_above(self):
        first, second = parse(f"A\n\n{BODY}\n\n\n\nPublished: 2026-10-03T09:30Z\nB\n\n{BODY}")
        assert (first.published, second.headline) == (None, "B")
        assert second.published == datetime(2026, 10, 3, 9, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        "time", ["yesterday", "2026-10-03", "2026-13-03T09:30", "03/10/2026 09:30", "", "0001-01-01T00:00Z"]
    )
    def test_a_published_line_without_a_time_is_refused_and_says_how_to_write_it(self, time):
        refused = refusal(f"{HEADLINE}\n\nPublished: {time}\n\n{BODY}")
        assert refused.line == 3
        assert "Published: 2026-10-03T09:30+03:00" in refused.message

    def test_two_published_lines_must_agree(self):
        note = "Published: 2026-10-03T09:30Z"
        assert only(f"{note}\n{HEADLINE}\n{note}\n\n{BODY}").published
        assert refusal(f"{note}\n{HEADLINE}\n{note.replace('09', '10')}\n\n{BODY}").line == 3

    @pytest.mark.parametrize(
        ("top", "line", "says"),
        [
            (f"Photo: a.jpg\n{HEADLINE}\n\n", 1, "headline"),
            (f"{HEADLINE}\nPhoto: a.jpg\n\n", 2, "above every caption"),
            (f"{HEADLINE}\n\n{CREDITED}\nPhoto:\n\n", 4, "names no picture file"),
            (f"{HEADLINE}\n\n{CREDITED}\nPhoto: bees\n\n", 4, "names no picture file"),
            (f"{HEADLINE}\n\n{CREDITED}\nPhoto: ../secrets/key.jpg\n\n", 4, "names no picture file"),
            (f"{HEADLINE}\n\n{CREDITED}\nPhoto: a.jpg\nPhoto: b.jpg\n\n", 5, "has a file already: a.jpg"),
        ],
    )
    def test_a_photo_line_that_cannot_be_right_is_refused(self, top, line, says):
        refused = refusal(top + BODY)
        assert refused.line == line
        assert says in refused.message

    def test_a_headline_may_begin_like_a_note(self):
        assert only(f"Published: The Lost Diaries\n\n{BODY}").headline == "Published: The Lost Diaries"


class TestWhatIsNoStory:
    @pytest.mark.parametrize("text", ["", "\n \u00a0\n", "\u200b\n\n\ufeff"])
    def test_an_empty_file(self, text):
        assert "empty" in refusal(text).message

    @pytest.mark.parametrize(
        "text",
        [
            HEADLINE,
            f"{HEADLINE}\n\n{CREDITED}\n",
            f"{HEADLINE}\n\n{CREDITED}\n{CREDITED}\nTT\n20\n\n{HEADLINE}\n\n{CREDITED}\n{CREDITED}\n",
            f"{HEADLINE}\n\n{CAPTION}\n{CAPTION}\nTT\n20\n\n{HEADLINE}\n\n{CAPTION}\n{CAPTION}\n",
        ],
    )
    def test_a_page_without_a_body(self, text):
        refused = refusal(text)
        assert refused.line == 1
        assert "no text" in refused.message

    @pytest.mark.parametrize("text", [CREDITED, f"{CREDITED}\n{CREDITED}\n", f"{CREDITED}\n{CREDITED}\n\n{BODY}"])
    def test_a_caption_without_its_headline(self, text):
        assert "is a caption" in refusal(text).message

    def test_a_headline_that_is_a_paragraph(self):
        assert "has more than 300 characters" in refusal(f"{FIRST * 6}\n\n{BODY}").message

    def test_lines_without_one_sentence(self):
        assert "no sentence" in refusal("Shopping\n\nmilk\nbread\n\neggs\n").message

    @pytest.mark.parametrize("code", ["<!DOCTYPE html>\n<html>", "<?xml version='1.0'?>", "{\\rtf1\\ansi", "%PDF-1.7"])
    def test_the_code_of_a_document(self, code):
        assert "document's code" in refusal(f"{code}\n{BODY}").message

    def test_a_control_character_which_no_feed_can_carry(self):
        refused = refusal(f"{HEADLINE}\n\nFirst \x1b[1mbold\x1b[0m.")
        assert refused.line == 3
        assert "U+001B" in refused.message

    def test_an_endless_line(self):
        refused = refusal(f"{HEADLINE}\n\n{'word ' * 20_001}")
        assert refused.line == 3
        assert "20,000 characters" in refused.message

    def test_more_lines_than_any_page_has(self):
        assert "20,000 lines" in refusal("a\n" * 20_001).message

    def test_fifty_megabytes(self):
        data = b"A sentence of the endless page.\n\n" * (50_000_000 // 33)
        with pytest.raises(CaptureError, match="larger than 5,000,000 bytes"):
            decode(data)
        assert "longer than 5,000,000 characters" in refusal(data.decode()).message


class TestDecoding:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_reads_utf_8_and_marked_utf_16(self, encoding):
        assert decode("«منارة» – ‘tower’".encode(encoding)) == "«منارة» – ‘tower’"

    @pytest.mark.parametrize(
        ("data", "line", "says"),
        [
            (b"Headline\n\nA binary\0file.", 3, "binary"),
            ("Headline".encode("utf-16-le"), 1, "binary"),
            ("Headline".encode("utf-32"), 1, "binary"),
            (b"Headline\n\nThe \x93old\x94 way.", 3, "not text in UTF-8"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", 1, "not text in UTF-8"),
            ("Headline".encode("utf-16") + b"\0", 1, "not text in UTF-16"),
        ],
    )
    def test_says_what_is_wrong_with_other_files(self, data, line, says):
        with pytest.raises(CaptureError, match=says) as refused:
            decode(data)
        assert refused.value.line == line


class TestKnowingAgain:
    def test_a_story_is_known_whatever_its_spaces_quotes_capitals_and_composition(self):
        key = known_again("Café “Osk” Reopens", "It’s open  again.")
        assert key == known_again('CAFE\u0301 "OSK" REOPENS ', "It's\u00a0open again.\u200b")
        assert len(key) == 64

    def test_another_headline_or_first_paragraph_is_another_story(self):
        keys = {known_again("A", "B"), known_again("A", "C"), known_again("B", "A"), known_again("A B", "")}
        assert len(keys) == 4


class TestLanguage:
    def test_is_arabic_where_most_letters_are(self):
        assert language_of(only(capture("arabic"))) == "ar"
        assert language_of(only(capture("long_wire"))) == "en"
        assert language_of(only(f"A word: سلام\n\n{BODY}")) == "en"

    def test_arabic_pages_are_read_like_all_others(self):
        story = only(capture("arabic"))
        assert story.headline == "حراس المنارات في فلدلاند يعودون إلى أبراجهم... فماذا بعد؟"
        assert captions(story) == [
            ("حارسة المنارة إلسه براندت على شرفة البرج الشمالي قرب تارن في 13 يناير 2020", "رويترز")
        ]
        assert story.pictures[0].taken_on == date(2020, 1, 13)
        assert crossheads(story) == ["خلفية الخلاف"]
        assert len(story.blocks) == 7
