"""Posts: what is accountable, who holds it through time, and handing it over."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from core.clock import today
from core.formats import count, long_date
from core.steps import Asks, Press
from core.views import ListPage
from organisation.access import ForPerformanceTeam
from organisation.filters import PostFilter
from organisation.forms import HandOverForm, HoldingForm, LastDayForm, PostForm, chosen
from organisation.history import of_post
from organisation.models import Post, PostHolder
from organisation.reporting import hanging_on, overlapping, posts, through_time
from organisation.services import posts as services
from organisation.tables import PostTable
from organisation.views.frame import Kept


class PostList(ForPerformanceTeam, ListPage):
    """Every post that exists, or did."""

    title = "Posts"
    template_name = "organisation/posts.html"
    filters = PostFilter
    table = PostTable
    export_name = "posts"
    counted_as = "post"

    def get_queryset(self) -> QuerySet[Post]:
        """By title."""
        return posts(today()).order_by("title", "pk")

    def get_table_kwargs(self) -> dict[str, Any]:
        """The day on which they are held."""
        return {"on": today()}


class AmongPosts(Kept):
    """A page among the posts."""

    listed_at, listed_as = "posts", "Posts"


class NewPost(Asks, AmongPosts):
    """A new post."""

    title = "Make a post"
    button = "Make the post"
    leave = "Make none"

    def get_form(self, data: Any = None) -> PostForm:
        """Nothing yet."""
        return PostForm(data, instance=Post())

    def take(self, form: PostForm) -> str:
        """Store it."""
        services.store_post(post=form.instance, written=form.names, new_partner=form.cleaned_data["new_partner"])
        return f"The post {form.instance} is made. Hand it to somebody, or leave it vacant."

    def way_on(self, form: PostForm) -> str:
        """Its page."""
        return form.instance.get_absolute_url()


class OnePost(AmongPosts):
    """A page of one post."""

    @cached_property
    def post_row(self) -> Post:
        """The post that the address names."""
        rows = Post.objects.select_related("directorate", "partner_body", "superior")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def about(self) -> str:
        """Which post."""
        return str(self.post_row)

    @property
    def way_back(self) -> str:
        """Its page."""
        return self.post_row.get_absolute_url()

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to its page."""
        return (*super().get_crumbs(), (str(self.post_row), self.post_row.get_absolute_url()))

    @property
    def hanging(self) -> tuple:
        """What hangs on it today."""
        return hanging_on([self.post_row.pk], today()).get(self.post_row.pk, ())


class PostPage(OnePost):
    """A post: where it belongs, who holds it through time, what it leads, and what was changed of it."""

    template_name = "organisation/post.html"

    def get_title(self) -> str:
        """Its title."""
        return str(self.post_row)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all posts."""
        return super().get_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about it."""
        post, on = self.post_row, today()
        held = through_time(post, on)
        rows = [one.row for one in held if hasattr(one, "row")]
        return super().get_context_data(
            post=post,
            aliases=[alias.text for alias in post.aliases.all()],
            held=held,
            is_vacant=not any(getattr(one, "is_now", False) for one in held),
            overlapping=() if post.is_group else overlapping(rows),
            hanging=self.hanging,
            subordinates=post.subordinates.all(),
            has_ended=post.ends is not None,
            happenings=of_post(post),
            **kwargs,
        )


class EditPost(Asks, OnePost):
    """A post's name, place and superior."""

    title = "Change the post"

    def get_form(self, data: Any = None) -> PostForm:
        """Over the post as it is stored."""
        return PostForm(data, instance=Post.objects.get(pk=self.post_row.pk))

    def take(self, form: PostForm) -> str:
        """Store it."""
        before = self.post_row.title
        services.store_post(post=form.instance, written=form.names, new_partner=form.cleaned_data["new_partner"])
        if before == form.instance.title:
            return "Saved."
        return f"{before} is called {form.instance} now. Papers that have the former name are understood."


class HandOver(Asks, OnePost):
    """Handing a post to somebody, or leaving it vacant knowingly."""

    title = "Hand over"
    template_name = "organisation/hand_over.html"
    button = "Hand over"

    def why_not(self) -> str:
        """Of a post that has ended there is nothing to hand over."""
        ends = self.post_row.ends
        return f"{self.post_row} ended on {long_date(ends)}." if ends and ends < today() else ""

    def get_form(self, data: Any = None) -> HandOverForm:
        """Whom the address names may be chosen already."""
        return HandOverForm(data, post=self.post_row, to=self.request.GET.get("to", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With who holds it and what hangs on it."""
        context = super().get_context_data(**kwargs)
        return context | {"held": through_time(self.post_row, today()), "hanging": self.hanging}

    def take(self, form: HandOverForm) -> str:
        """From that day on."""
        facts, post = form.cleaned_data, self.post_row
        to = chosen(facts["to"])
        services.hand_over(post=post, to=to, on=facts["starts"], until=facts["ends"])
        day = long_date(facts["starts"])
        return f"{to} holds {post} from {day} on." if to else f"{post} is vacant from {day} on."


class OneHolding(OnePost):
    """A page of somebody's time in a post."""

    @cached_property
    def holding(self) -> PostHolder:
        """The one that the address names, of this post."""
        rows = PostHolder.objects.select_related("post", "user")
        return get_object_or_404(rows, pk=self.kwargs["holding"], post=self.post_row)

    @property
    def about(self) -> str:
        """Who and what."""
        return f"{self.holding.user}, {self.post_row}"


class EditHolding(Asks, OneHolding):
    """Other days of somebody's time in a post."""

    title = "Change the days"

    def get_form(self, data: Any = None) -> HoldingForm:
        """Over the days as they are stored."""
        rows = PostHolder.objects.select_related("post", "user")
        return HoldingForm(data, instance=rows.get(pk=self.holding.pk))

    def take(self, form: HoldingForm) -> str:
        """Store them."""
        services.change_holding(holding=form.instance)
        return "Saved."


class TakeBackHolding(Press, OneHolding):
    """A handover to come that is taken back."""

    def take(self) -> str:
        """Take it back."""
        said = f"{self.holding.user} does not take over {self.post_row}."
        services.take_back_holding(holding=self.holding, on=today())
        return said


class EndPost(Asks, OnePost):
    """A post that ends on a day."""

    title = "End the post"
    template_name = "organisation/end.html"
    button = "End the post"
    leave = "Let it go on"
    warns = True
    explains = "Whoever holds it then holds it to that day. Its past stays with it, and papers of the past name it."

    def why_not(self) -> str:
        """What has an end is not ended again."""
        return services.why_not_ended(self.post_row)

    def get_form(self, data: Any = None) -> LastDayForm:
        """What hangs on it is asked about."""
        return LastDayForm(data, hangs=bool(self.hanging))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what hangs on it."""
        return super().get_context_data(hanging=self.hanging, **kwargs)

    def take(self, form: LastDayForm) -> str:
        """End it."""
        day = form.cleaned_data["day"]
        ended = services.end_post(post=self.post_row, on=day)
        held = f", and with it {count(ended, 'holding')}" if ended else ""
        return f"{self.post_row} ends on {long_date(day)}{held}."


class PostGoesOn(Press, OnePost):
    """A post that was ended exists further."""

    def take(self) -> str:
        """Let it."""
        services.go_on(post=self.post_row)
        return f"{self.post_row} goes on. Hand it to somebody where it is vacant."
