"""What a hand in the database can break in the newsroom of test_verify.py, and every fault that follows from it.

Names in braces are rows of that newsroom; * stands for what differs from run to run.
"""

BREAKAGES = {
    # --- the log ---
    "a change is missing": (
        "DELETE FROM articles_change WHERE sequence = 3",
        "log: change 3 is missing: the log has a gap between 2 and 4",
    ),
    "several changes are missing": (
        """UPDATE articles_change SET sequence = sequence + 4 WHERE sequence = 8;
           UPDATE articles_changecounter SET sequence = 12""",
        "log: changes 8 to 11 are missing: the log has a gap between 7 and 12",
    ),
    "the first change is missing": (
        """UPDATE articles_change SET sequence = sequence + 100;
           UPDATE articles_change SET sequence = sequence - 99;
           UPDATE articles_changecounter SET sequence = 9""",
        "log: change 1 is missing: the log begins with 2",
    ),
    "a change stands before the first": (
        "UPDATE articles_change SET sequence = 0 WHERE sequence = 1",
        "log: change 0 stands before the first: the log begins with 1",
        "log: change 1 is missing: the log has a gap between 0 and 2",
    ),
    "the time of the log runs back": (
        "UPDATE articles_change SET at = at - interval '1 hour' WHERE sequence = 3",
        "log: change 3 is of *, before change 2 of *: the time of the log runs back",
    ),
    "the counter says another number": (
        "UPDATE articles_changecounter SET sequence = 9",
        "log: the counter of changes says 9, the log ends with 8",
    ),
    "the counter is before its time": (
        "UPDATE articles_changecounter SET at = at - interval '1 hour'",
        "log: the counter of changes is of *, before change 8 of *",
    ),
    "the counter is missing": (
        "DELETE FROM articles_changecounter",
        "log: the counter of changes is missing: the log ends with 8",
    ),
    "a change has another actor than its release": (
        "UPDATE articles_change SET actor_id = NULL WHERE sequence = 2",
        "log: change 2 and release 2 of story {barrier} differ in: actor",
    ),
    "a change has another time than its release": (
        "UPDATE articles_change SET at = at + interval '1 microsecond' WHERE sequence = 5",
        "log: change 5 and release 3 of story {barrier} differ in: time",
    ),
    "a change has another story than its release": (
        "UPDATE articles_change SET article_id = {draft} WHERE sequence = 8",
        "log: change 8 and release 1 of story {ferry} differ in: story",
        "stories: story {draft} is draft, but its last change, 8, is: published",
        "stories: story {ferry} is public, but the log knows nothing of it",
    ),
    "a release is gone": (
        "DELETE FROM articles_release WHERE id = {ferry_release}",
        "log: change 8 names the release with the id {ferry_release}, which is not there",
        "stories: story {ferry} is public and has no current release",
    ),
    "a release has no change": (
        """ALTER TABLE articles_change DROP CONSTRAINT a_change_has_a_release_unless_it_takes_down_or_renames;
           UPDATE articles_change SET release_id = NULL WHERE sequence = 8""",
        "log: release 1 of story {ferry} has no change in the log",
        "stories: story {ferry} is public, but the log knows nothing of it",
    ),
    "a release has two changes": (
        """ALTER TABLE articles_change DROP CONSTRAINT articles_change_release_id_key;
           INSERT INTO articles_change (sequence, at, kind, article_id, release_id, note, reason, actor_id)
               SELECT 9, at, kind, article_id, release_id, note, reason, actor_id
               FROM articles_change WHERE sequence = 8;
           UPDATE articles_changecounter SET sequence = 9""",
        "log: release 1 of story {ferry} has 2 changes in the log",
        "releases: release 1 of story {ferry} has not ended, but change 9 of * ended it",
    ),
    # --- releases ---
    "a number of a release is left out": (
        "UPDATE articles_release SET number = 4 WHERE article_id = {barrier} AND number = 3",
        "releases: release 3 of story {barrier} is missing",
    ),
    "releases are in another order than their changes": (
        """UPDATE articles_release SET number = 9 WHERE article_id = {barrier} AND number = 2;
           UPDATE articles_release SET number = 2 WHERE article_id = {barrier} AND number = 3;
           UPDATE articles_release SET number = 3 WHERE article_id = {barrier} AND number = 9""",
        "releases: release 2 of story {barrier} comes after release 3 in the log",
    ),
    "a release ended at another time than the next began": (
        """UPDATE articles_release SET superseded_at = superseded_at + interval '1 second'
           WHERE article_id = {barrier} AND number = 1""",
        "releases: release 1 of story {barrier} ended at *, but change 2 that ended it is of *",
    ),
    "a release ended at another time than its story was taken down": (
        """UPDATE articles_release SET superseded_at = superseded_at + interval '1 second'
           WHERE article_id = {barrier} AND number = 2""",
        "releases: release 2 of story {barrier} ended at *, but change 4 that ended it is of *",
    ),
    "a current release was ended by nobody": (
        "UPDATE articles_release SET superseded_at = published_at WHERE id = {ferry_release}",
        "releases: release 1 of story {ferry} ended at *, but no change ended it",
        "stories: story {ferry} is public and has no current release",
    ),
    "the release of an erased story has not ended": (
        "UPDATE articles_release SET superseded_at = NULL WHERE article_id = {letter}",
        "releases: release 1 of story {letter} has not ended, but change 7 of * ended it",
        "stories: story {letter} is erased and has a current release",
    ),
    "a story has two current releases": (
        """DROP INDEX a_story_has_one_current_release;
           UPDATE articles_release SET superseded_at = NULL WHERE article_id = {barrier} AND number = 2""",
        "releases: release 2 of story {barrier} has not ended, but change 4 of * ended it",
        "stories: story {barrier} is public and has 2 current releases",
    ),
    "the words of a release were changed": (
        "UPDATE articles_release SET body = '<p>Nothing sails.</p>' WHERE id = {ferry_release}",
        "releases: release 1 of story {ferry} does not say what version 1 says, of which it was made",
    ),
    "the headline of a version was changed": (
        """UPDATE articles_revision SET content = jsonb_set(content, '{{headline}}', '"Nothing sails"')
           WHERE id = {ferry_version}""",
        "releases: release 1 of story {ferry} does not say what version 1 says, of which it was made",
    ),
    "a release names another story's version": (
        "UPDATE articles_release SET revision_id = {ferry_version} WHERE article_id = {barrier} AND number = 1",
        "releases: release 1 of story {barrier} was made of version 1 of story {ferry}",
    ),
    "a release has lost its version": (
        "DELETE FROM articles_revision WHERE id = {ferry_version}",
        "releases: release 1 of story {ferry} has lost the version it was made of",
    ),
    "a release is listed in another edition": (
        "UPDATE articles_release SET language = 'ar' WHERE id = {ferry_release}",
        "releases: release 1 of story {ferry} is listed under another language than its content names",
    ),
    "a release is listed in another section and under a source": (
        "UPDATE articles_release SET section_id = {other_section}, source_id = 1 WHERE id = {ferry_release}",
        "releases: release 1 of story {ferry} is listed under another section and source than its content names",
    ),
    "a name of a by-line is missing": (
        "DELETE FROM articles_releaseauthor WHERE release_id = {ferry_release}",
        "releases: release 1 of story {ferry} is listed with other authors than its content names",
    ),
    "a by-line is in another order": (
        """UPDATE articles_releaseauthor SET position = 1 - position
           WHERE release_id = (SELECT id FROM articles_release WHERE article_id = {barrier} AND number = 1)""",
        "releases: release 1 of story {barrier} is listed with other authors than its content names",
    ),
    "a tag and a picture are missing": (
        """DELETE FROM articles_release_tags WHERE release_id = {ferry_release};
           DELETE FROM articles_releasepicture WHERE release_id = {ferry_release}""",
        "releases: release 1 of story {ferry} is listed with other tags and pictures than its content names",
    ),
    "a release has a picture too many": (
        """INSERT INTO articles_releasepicture (release_id, image_id) VALUES ({ferry_release}, {picture} + 1)""",
        "releases: release 1 of story {ferry} is listed with other pictures than its content names",
    ),
    "a content cannot be read": (
        """UPDATE articles_release SET content = content || '{{"colour": 1}}' WHERE id = {ferry_release};
           UPDATE articles_revision SET content = content || '{{"colour": 1}}' WHERE id = {ferry_version}""",
        "releases: release 1 of story {ferry} cannot be read: *colour*",
        "versions: version 1 of story {ferry} cannot be read: *colour*",
    ),
    "a content lacks its tags": (
        "UPDATE articles_revision SET content = content - 'tags' WHERE article_id = {draft}",
        "versions: version 1 of story {draft} cannot be read: KeyError('tags')",
    ),
    # --- versions and stories ---
    "a version is missing": (
        "UPDATE articles_revision SET number = 3 WHERE article_id = {draft}",
        "versions: version 1 of story {draft} is missing",
    ),
    "a public story is said to be retracted": (
        "UPDATE articles_article SET state = 'retracted' WHERE id = {ferry}",
        "stories: story {ferry} is retracted, but its last change, 8, is: published",
        "stories: story {ferry} is retracted and has a current release",
    ),
    "a draft is said to be public": (
        "UPDATE articles_article SET state = 'public' WHERE id = {draft}",
        "stories: story {draft} is public, but the log knows nothing of it",
        "stories: story {draft} is public and has no current release",
    ),
    "an erased story is said to be withdrawn": (
        "UPDATE articles_article SET state = 'withdrawn' WHERE id = {letter}",
        "stories: story {letter} is withdrawn, but its last change, 7, is: erased",
        "stories: story {letter} is withdrawn, but record {erasure} is its erasure",
    ),
    "a story is said to be erased": (
        "UPDATE articles_article SET state = 'erased' WHERE id = {draft}",
        "stories: story {draft} is erased, but nobody erased it",
        "stories: the desk copy of story {draft} was erased, but has words",
        "stories: version 1 of story {draft} was erased, but has words",
    ),
    "words of an erased story came back to the desk": (
        "UPDATE articles_article SET standfirst = 'Dear' WHERE id = {letter}",
        "stories: the desk copy of story {letter} was erased, but has words",
    ),
    "words of an erased story came back to its history": (
        """UPDATE articles_release SET body = 'Dear' WHERE article_id = {letter};
           UPDATE articles_revision SET body = 'Dear' WHERE article_id = {letter}""",
        "stories: release 1 of story {letter} was erased, but has words",
        "stories: version 1 of story {letter} was erased, but has words",
    ),
    "words of an erased story came back to its log": (
        """UPDATE articles_change SET note = 'Dear' WHERE sequence = 6;
           UPDATE articles_record SET note = 'Dear' WHERE article_id = {letter} AND verb = 'publish'""",
        "stories: change 6 of story {letter} was erased, but has words",
        "stories: record * of story {letter} was erased, but has words",
    ),
    "the mark of an erasure says something else": (
        """UPDATE articles_release SET content = '{{"erased": 0}}' WHERE article_id = {letter};
           UPDATE articles_revision SET content = '{{"erased": 0}}' WHERE article_id = {letter}""",
        "stories: release 1 of story {letter} was erased, but has words",
        "stories: version 1 of story {letter} was erased, but has words",
    ),
    "a row was erased without the verb": (
        "UPDATE articles_change SET note = '', erased_by_id = {ferry_record} WHERE sequence = 2",
        "stories: change 2 of story {barrier} was erased by record {ferry_record}, which is no erasure of it",
    ),
    "the record of an erasure is gone": (
        "DELETE FROM articles_record WHERE id = {erasure}",
        "stories: story {letter} is erased, but nobody erased it",
        "stories: release 1 of story {letter} was erased by record {erasure}, which is no erasure of it",
        "stories: version 1 of story {letter} was erased by record {erasure}, which is no erasure of it",
    ),
    # --- pictures ---
    "a file is gone": (
        "DELETE FROM media_storedchunk; DELETE FROM media_storedfile",
        "pictures: picture {picture} has lost its file: {file} is not there",
    ),
    "a picture has another hash than its file's name": (
        "UPDATE media_image SET sha256 = 'abc'",
        "pictures: picture {picture} names the file {file}, but its hash is abc",
    ),
    "a picture has another size than its file": (
        "UPDATE media_image SET size = 5",
        "pictures: picture {picture} should have 5 bytes, but its file {file} has {size}",
    ),
    "a byte of a file is another": (
        "UPDATE media_storedchunk SET data = set_byte(data, 7, 255 - get_byte(data, 7)) WHERE position = 1000",
        "pictures: file {file} is not what it was: the SHA-256 of its bytes is *",
    ),
    "the middle of a file is missing": (
        "DELETE FROM media_storedchunk WHERE position = 1000",
        "pictures: file {file} is not whole: it has * bytes of {size}",
    ),
    "the end of a file is missing": (
        "DELETE FROM media_storedchunk WHERE position >= 1000",
        "pictures: file {file} is not whole: it has 1000 bytes of {size}",
    ),
    "all the bytes of a file are missing": (
        "DELETE FROM media_storedchunk",
        "pictures: file {file} is not whole: it has 0 bytes of {size}",
    ),
}
