"""Sections, tags and authors get their names and addresses on the desk."""

import pytest
from django.urls import reverse

from articles.models import Change, Redirect, Section, Tag
from tests.editors.conftest import fields_of


def _save(client, named, **typed):
    name = type(named).__name__.lower()
    address = reverse(f"admin:articles_{name}_change", args=[named.pk])
    return client.post(address, {**fields_of(client.get(address)), **typed})


def test_an_editor_makes_a_section_of_a_section(editor, signed_in, section):
    client = signed_in(editor)
    address = reverse("admin:articles_section_add")
    fields = {
        **fields_of(client.get(address)),
        "name": "Space",
        "slug": "space",
        "language": "en",
        "parent": section.pk,
    }
    assert client.post(address, fields).status_code == 302
    assert str(Section.objects.get(slug="space")) == "Science › Space"
    assert not Change.objects.exists()


@pytest.mark.parametrize(("name", "kind"), [("section", "section"), ("tag", "tag"), ("author", "author")])
def test_a_new_address_leads_from_the_old_one_and_stands_in_the_log(editor, signed_in, request, name, kind):
    named = request.getfixturevalue(name)
    old = named.get_absolute_url()
    assert _save(signed_in(editor), named, name="Another name", slug="another-name").status_code == 302
    named.refresh_from_db()
    assert Redirect.objects.get(old_path=old).new_path == named.get_absolute_url()
    change = Change.objects.get()
    assert (change.kind, change.actor, getattr(change, kind)) == ("renamed", editor, named)


def test_what_is_no_name_is_saved_without_an_entry_in_the_log(editor, signed_in, section, author):
    client = signed_in(editor)
    assert _save(client, section, position=4).status_code == 302
    assert _save(client, author, biography="Writes of water.").status_code == 302
    section.refresh_from_db()
    author.refresh_from_db()
    assert (section.position, author.biography) == (4, "Writes of water.")
    assert not Change.objects.exists()


def test_an_address_that_is_taken_is_refused_with_a_sentence(editor, signed_in, tag):
    other = Tag.objects.create(name="Tide", slug="tide", language="en")
    response = _save(signed_in(editor), other, slug=tag.slug)
    assert response.status_code == 200
    assert response.context["errors"]
    other.refresh_from_db()
    assert other.slug == "tide"


def test_a_section_cannot_take_the_address_of_the_admin(editor, signed_in, section):
    response = _save(signed_in(editor), section, slug="admin")
    assert "is an address of the site itself" in response.content.decode()


def test_the_language_of_a_section_stays(editor, signed_in, section):
    assert _save(signed_in(editor), section, language="ar").status_code == 302
    section.refresh_from_db()
    assert section.language == "en"


def test_a_reporter_adds_a_tag_and_renames_none(reporter, signed_in, tag):
    client = signed_in(reporter)
    response = client.post(reverse("admin:articles_tag_add"), {"name": "Gates", "slug": "gates", "language": "en"})
    assert response.status_code == 302
    assert Tag.objects.filter(slug="gates").exists()
    address = reverse("admin:articles_tag_change", args=[tag.pk])
    assert client.post(address, {"name": "Mine", "slug": "mine", "language": "en"}).status_code == 403


def test_nobody_deletes_a_name(administrator, signed_in, section, tag, author):
    for named in (section, tag, author):
        name = type(named).__name__.lower()
        address = reverse(f"admin:articles_{name}_delete", args=[named.pk])
        assert signed_in(administrator).post(address, {"post": "yes"}).status_code == 403
        assert type(named).objects.filter(pk=named.pk).exists()


def test_old_addresses_are_read_and_not_written(administrator, signed_in, section):
    client = signed_in(administrator)
    _save(client, section, slug="sciences")
    page = client.get(reverse("admin:articles_redirect_changelist")).content.decode()
    assert "/science/" in page
    assert "/sciences/" in page
    assert client.get(reverse("admin:articles_redirect_add")).status_code == 403
