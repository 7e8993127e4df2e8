"""The form a story is written on."""

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings

from articles.admin import figures
from articles.admin.body import BodyField
from articles.desk import FigureWords
from articles.models import Article, Section
from media.admin import Lines


class SectionChoices(forms.models.ModelChoiceIterator):
    """Sections under the name of their language, since a story belongs to a section of its own language."""

    def __iter__(self) -> Any:
        yield ("", self.field.empty_label)
        languages = dict(settings.LANGUAGES)
        sections = Section.objects.select_related("parent")
        for language, group in groupby(sections, key=lambda section: section.language):
            yield (languages[language], [self.choice(section) for section in group])


class SectionField(forms.ModelChoiceField):
    iterator = SectionChoices


class StoryForm(forms.ModelForm):
    body = BodyField(required=False)
    figure_words: dict[int, FigureWords]  # of the body that was sent

    class Meta:
        model = Article
        fields = (
            "language",
            "headline",
            "short_headline",
            "slug",
            "standfirst",
            "body",
            "place",
            "section",
            "tags",
            "source",
            "source_confirmed",
            "urgency",
        )
        field_classes = {"section": SectionField}
        widgets = {"standfirst": Lines(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["body"] = figures.for_editor(self.instance)
        for name in {"headline", "short_headline", "standfirst"}.intersection(self.fields):
            self.fields[name].widget.attrs["dir"] = "auto"  # Arabic runs from the right also where English is spoken

    def clean_body(self) -> str:
        body, self.figure_words = figures.parted(self.cleaned_data["body"])
        return body
