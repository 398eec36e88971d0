"""What an import would do, worked out in full before anything is written: topics, addresses, links, pictures, faults."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from knowledgebase.faq import article_files, pictures, queries
from knowledgebase.faq.article_files import Article, ArticleFault
from knowledgebase.faq.models import Question
from portal.core.i18n import column
from portal.topics.models import Topic


@dataclass
class Plan:
    """Articles with their topics and link addresses, pictures by their place, and the faults by file."""

    language: str
    articles: list[Article] = field(default_factory=list)
    topics: dict[str, Topic] = field(default_factory=dict)
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    """{code: {target: address}}; pictures' addresses are known only once they are taken in."""
    shown: dict[str, dict[str, PurePosixPath]] = field(default_factory=dict)
    """{code: {target: place of the picture}}"""
    pictures: dict[PurePosixPath, bytes] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def plan_import(folder: Path, language: str) -> Plan:
    """Read the folder and find every fault at once. Raises ArticleFault when there is nothing to read."""
    plan, known = Plan(language), queries.topics_by_every_name()
    for path in article_files.article_paths(folder):
        place = path.relative_to(folder).as_posix()
        try:
            article = article_files.read_article(folder, path)
        except ArticleFault as fault:
            plan.faults.append((place, str(fault)))
            continue
        if article.section.casefold() not in known:
            plan.faults.append((place, _("There is no topic “%(section)s”.") % {"section": article.section}))
            continue
        plan.topics[article.code] = known[article.section.casefold()]
        plan.articles.append(article)
    _find_doubles(plan)
    addresses = {article.path: _address(article, language) for article in plan.articles}
    for article in plan.articles:
        _follow_links(plan, folder, article, addresses)
    return plan


def _address(article: Article, language: str) -> str:
    with override(language):
        return reverse("faq:answer", args=[article.slug])


def _find_doubles(plan: Plan) -> None:
    """Two files with one code or address, or an address that another question has already."""
    codes: dict[str, str] = {}
    slugs: dict[str, str] = {}
    taken = dict(Question.objects.filter(**{f"{column('slug', plan.language)}__in": [a.slug for a in plan.articles]}).values_list(
        column("slug", plan.language), "code"
    ))  # fmt: skip
    for article in plan.articles:
        place = str(article.path)
        if article.code in codes or article.slug in slugs:
            other = codes.get(article.code) or slugs[article.slug]
            plan.faults.append((place, _("It has the same address as %(other)s.") % {"other": other}))
        elif taken.get(article.slug, article.code) != article.code:
            plan.faults.append((place, _("Another question has the address “%(slug)s” already.") % {"slug": article.slug}))
        codes.setdefault(article.code, place)
        slugs.setdefault(article.slug, place)


def _follow_links(plan: Plan, folder: Path, article: Article, addresses: dict[PurePosixPath, str]) -> None:
    links = plan.links.setdefault(article.code, {})
    shown = plan.shown.setdefault(article.code, {})
    for target, is_picture in article_files.linked(article):
        try:
            place = article_files.resolve(article, target)
            if is_picture:
                if place not in plan.pictures:
                    plan.pictures[place] = pictures.checked(_inside(folder, place))
                shown[target] = place
            else:
                links[target] = _of_article(addresses, place, target)
        except ArticleFault as fault:
            plan.faults.append((str(article.path), str(fault)))
        except (OSError, ValueError):
            plan.faults.append((str(article.path), _("The file “%(target)s” cannot be read.") % {"target": target}))
    trial = Article(**{**vars(article), "text": article_files.rewritten(article.text, {**links, **dict.fromkeys(shown, "/")})})
    known = {*links, *shown}
    for target, _is_picture in article_files.linked(trial):
        if target in known:
            reason = _("The link “%(target)s” is written in a way that cannot be changed.") % {"target": target}
            plan.faults.append((str(article.path), reason))


def _of_article(addresses: dict[PurePosixPath, str], place: PurePosixPath, target: str) -> str:
    if place not in addresses:
        raise ArticleFault(_("The link “%(target)s” leads to no article of this folder.") % {"target": target})
    return addresses[place] + (f"#{target.split('#', 1)[1]}" if "#" in target else "")


def _inside(folder: Path, place: PurePosixPath) -> Path:
    """The file at a place of the folder; a symbolic link out of it counts as missing."""
    path = folder / place
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        raise ArticleFault(_("The picture “%(name)s” is not in the folder.") % {"name": str(place)})
    return path
