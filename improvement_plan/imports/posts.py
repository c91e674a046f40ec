"""The posts of an import: those that are known, those that were matched, and those that it makes."""

from __future__ import annotations

from core.records import create_many
from improvement_plan.imports.journal import Journal
from improvement_plan.imports.looking import Look
from improvement_plan.rules.found import ReadLine
from improvement_plan.rules.posts import folded
from organisation.models import Post, PostAlias

LONGEST_SPELLING = PostAlias._meta.get_field("text").max_length
"""A longer one is no spelling of a post that anybody would write again."""


class Posts:
    """The posts that the lines of a reading name; makes what was decided to be made, and keeps spellings for next time."""

    def __init__(self, look: Look, journal: Journal) -> None:
        self.rows = {post.pk: post for post in Post.objects.all()}
        self.by_title = {folded(post.title): post for post in self.rows.values()}
        self.decided: dict[str, Post] = {}
        made, aliases = [], []
        for question in look.posts:
            decision = question.decision or {"do": "leave"}
            if decision["do"] == "match" and decision["post"] in self.rows:
                self.decided[question.key] = self.rows[decision["post"]]
                aliases.append((question.unknown.found.text, self.rows[decision["post"]]))
            elif decision["do"] == "create":
                title = decision["title"].strip()
                post = self.by_title.get(folded(title))
                if post is None:
                    post = Post(title=title, abbreviation=decision.get("abbreviation", ""))
                    self.by_title[folded(title)] = post
                    made.append(post)
                self.decided[question.key] = post
                if folded(title) != folded(question.unknown.found.text) and not post.abbreviation:
                    aliases.append((question.unknown.found.text, post))
        create_many(made)
        journal.note(made)
        taken = {alias.casefold() for alias in PostAlias.objects.values_list("text", flat=True)}
        rows = []
        for text, post in aliases:
            if len(text) <= LONGEST_SPELLING and text.casefold() not in taken:
                taken.add(text.casefold())
                rows.append(PostAlias(post=post, text=text))
        create_many(rows)
        journal.note(rows)

    def of(self, line: ReadLine) -> list[Post]:
        """The posts of a line, the lead first, each once."""
        found = (
            self.rows[post.key] if post.key is not None else self.decided.get(" ".join(folded(post.text)))
            for post in line.posts
        )
        return list(dict.fromkeys(post for post in found if post is not None))
