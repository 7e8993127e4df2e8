"""The scene of a run: people, names, pictures, an agency, a partner with keys, and stories on the desk."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from articles.desk import save_revision
from articles.models import Article, ArticlePicture, Author, Byline, Section, Tag
from articles.permissions import Role
from media.models import Image, Source
from newsportal.models import User
from syndication.models import ApiKey, Partner

PASSWORD = "a long enough phrase"


@transaction.atomic
def run(*, stories: int, keys: int = 0) -> dict[str, Any]:
    """Make it all. Returns the ids of what was made, and the partner's keys."""
    people = {role: _person(role) for role in Role}
    agency = Source.objects.create(name="Harbour Press", kind=Source.Kind.AGENCY)
    sections = [Section.objects.create(name=f"Section {n}", slug=f"section-{n}") for n in range(3)]
    tags = [Tag.objects.create(name=f"Tag {n}", slug=f"tag-{n}") for n in range(3)]
    authors = [Author.objects.create(name=f"Author {n}", slug=f"author-{n}") for n in range(3)]
    pictures = [Image.objects.create(caption=f"Picture {n}.", credit="Jo Brandt", source=agency) for n in range(3)]
    made = []
    for number in range(stories):
        article = Article.objects.create(
            headline=f"Story {number}", body="<p>Noon.</p>", section=sections[number % 3], source=agency
        )
        article.tags.add(tags[number % 3], tags[(number + 1) % 3])
        Byline.objects.create(article=article, author=authors[number % 3])
        ArticlePicture.objects.create(article=article, image=pictures[number % 3])
        save_revision(article, actor=None)
        made.append(article.pk)
    partner = Partner.objects.create(name="The Daily", email="desk@daily.example")
    return {
        "stories": made,
        "sections": [row.pk for row in sections],
        "tags": [row.pk for row in tags],
        "authors": [row.pk for row in authors],
        "pictures": [row.pk for row in pictures],
        "agency": agency.pk,
        "people": {role.value: person.username for role, person in people.items()},
        "keys": [ApiKey.issue(partner, f"Follower {number}")[1] for number in range(keys)],
    }


def _person(role: Role) -> User:
    user = User.objects.create_user(role.name.lower(), password=PASSWORD, is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    return user
