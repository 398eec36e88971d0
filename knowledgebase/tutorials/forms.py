"""How readers narrow the list of tutorials."""

from django import forms

from knowledgebase.tutorials.enums import Difficulty


class ListFilter(forms.Form):
    """Topic and product by their codes; damaged values count as none."""

    topic = forms.SlugField(required=False, max_length=60)
    product = forms.SlugField(required=False, max_length=120)
    difficulty = forms.ChoiceField(choices=Difficulty, required=False)
