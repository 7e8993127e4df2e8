"""The administrator lets people in, in their roles."""

from django.contrib.auth.models import Group
from django.urls import reverse

from newsportal.models import User
from tests.editors.conftest import fields_of


def test_an_administrator_lets_a_reporter_in(administrator, signed_in, client):
    admin = signed_in(administrator)
    role = Group.objects.get(name="Reporter")
    address = reverse("admin:newsportal_user_add")
    typed = {"username": "rita", "password1": "a long enough phrase", "password2": "a long enough phrase"}
    fields = {
        **fields_of(admin.get(address)),
        **typed,
        "usable_password": "true",
        "is_staff": "on",
        "groups": [role.pk],
    }
    assert admin.post(address, fields).status_code == 302
    assert client.login(username="rita", password="a long enough phrase")
    assert client.get(reverse("admin:articles_article_add")).status_code == 200
    assert client.get(reverse("admin:newsportal_user_changelist")).status_code == 403


def test_an_administrator_makes_nobody_a_superuser(administrator, reporter, signed_in):
    client = signed_in(administrator)
    address = reverse("admin:newsportal_user_change", args=[reporter.pk])
    page = client.get(address)
    assert "is_superuser" not in fields_of(page)
    assert client.post(address, {**fields_of(page), "is_superuser": "on"}).status_code == 302
    reporter.refresh_from_db()
    assert not reporter.is_superuser


def test_a_superuser_s_password_is_not_an_administrator_s_to_set(administrator, signed_in):
    root = User.objects.create_superuser("root", password="a long enough phrase")
    client = signed_in(administrator)
    address = reverse("admin:auth_user_password_change", args=[root.pk])
    typed = {"password1": "another long phrase", "password2": "another long phrase", "usable_password": "true"}
    assert client.post(address, typed).status_code == 403
    root.refresh_from_db()
    assert root.check_password("a long enough phrase")


def test_who_leaves_is_made_inactive_and_never_deleted(administrator, reporter, signed_in, client):
    admin = signed_in(administrator)
    assert admin.post(reverse("admin:newsportal_user_delete", args=[reporter.pk]), {"post": "yes"}).status_code == 403
    address = reverse("admin:newsportal_user_change", args=[reporter.pk])
    fields = fields_of(admin.get(address))
    del fields["is_active"]
    assert admin.post(address, fields).status_code == 302
    assert not client.login(username=reporter.username, password="a long enough phrase")


def test_the_roles_are_shown_with_what_each_may_do(administrator, signed_in):
    page = signed_in(administrator).get(reverse("admin:auth_group_changelist")).content.decode()
    assert "Reporter" in page
    assert "Submit" in page
    assert signed_in(administrator).get(reverse("admin:auth_group_add")).status_code == 403


def test_an_editor_does_not_see_the_people(editor, signed_in):
    assert signed_in(editor).get(reverse("admin:newsportal_user_changelist")).status_code == 403
