"""People: who signs in, what they may do, the posts they hold, and their coming and going."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.choices import What
from accounts.models import Invitation, User
from accounts.sending import invite_people, tell
from accounts.services import end_sessions
from accounts.services.factors import factors_of
from accounts.services.invitations import invite, not_invited, send_invitation
from accounts.services.log import note
from accounts.services.lost_factors import remove_lost_factors
from core.clock import now, today
from core.formats import count, listed, long_date
from core.forms import GovukForm
from core.refusals import NotDoneError
from core.steps import Asks, Press
from core.views import ListPage
from organisation import rights
from organisation.access import ForPerformanceTeam
from organisation.filters import PeopleFilter
from organisation.forms import JoinerForm, LeaverForm, LostFactorForm, PersonForm, RolesForm
from organisation.history import of_person
from organisation.models import BoardMember, Post, PostHolder
from organisation.reporting import hanging_on, holdings, people, places, standing_words
from organisation.services import people as services
from organisation.tables import PeopleTable
from organisation.views.frame import Kept


class PeopleList(ForPerformanceTeam, ListPage):
    """Everybody who signs in or did."""

    title = "People"
    template_name = "organisation/people.html"
    filters = PeopleFilter
    table = PeopleTable
    export_name = "people"
    counted_as = "account"

    def get_queryset(self) -> QuerySet[User]:
        """By name."""
        return people(today()).order_by("name", "pk")


MOST_NAMED = 60
"""So many are named who would be written to; the rest are counted."""


class AmongPeople(Kept):
    """A page among the people."""

    listed_at, listed_as = "people", "People"


def send(request: HttpRequest, invitation: Invitation) -> str:
    """Send an invitation that is stored, and say so; where it could not be sent, warn of it."""
    failed = send_invitation(invitation, council=str(request.council))
    if not failed:
        return f"A link to choose a password was sent to {invitation.address}. It is good for seven days, once."
    messages.warning(
        request,
        f"The link for {invitation.to} could not be sent to {invitation.address}: {failed} "
        "Check the address, then send a link again.",
    )
    return ""


class NewPerson(Asks, AmongPeople):
    """Somebody who joins."""

    title = "Add a person"
    button = "Add and invite"
    leave = "Add nobody"
    explains = "A mail invites them to choose a password: its link can be used once, within seven days."

    def get_form(self, data: Any = None) -> JoinerForm:
        """Nobody yet."""
        return JoinerForm(data, instance=User())

    def take(self, form: JoinerForm) -> str:
        """Store them, and invite them once they are stored."""
        facts = form.cleaned_data
        invitation = services.take_in(
            person=form.instance,
            roles=facts["roles"],
            by=self.request.user,
            post=Post.objects.get(pk=facts["post"]) if facts["post"] else None,
            since=facts["since"],
        )
        return f"{form.instance} is added. {send(self.request, invitation)}".strip()

    def way_on(self, form: JoinerForm) -> str:
        """Their page."""
        return form.instance.get_absolute_url()


class InvitePeople(Asks, AmongPeople):
    """A link to choose a password for everybody who has neither password nor link, in one step."""

    title = "Invite everybody"
    template_name = "organisation/invite.html"
    button = "Send the invitations"
    leave = "Not now"
    explains = (
        "Each gets a mail with a link to choose a password: good for seven days, once. Who has a password, or a link that "
        "is still good, is not written to again."
    )

    def get_form(self, data: Any = None) -> GovukForm:
        """Who is written to is shown; nothing is asked."""
        return GovukForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With who would be written to, and who could not be reached before."""
        waiting = list(not_invited()[:MOST_NAMED])
        return super().get_context_data(waiting=waiting, number=not_invited().count(), named=MOST_NAMED, **kwargs)

    def take(self, form: GovukForm) -> str:
        """Have the task worker write to them."""
        people = list(not_invited().values_list("pk", flat=True))
        if not people:
            raise NotDoneError("Everybody has a password, or a link that is still good. Nobody is to be written to.")
        invite_people.enqueue(people, self.request.user.pk, str(self.request.council))
        return (
            f"{count(len(people), 'invitation is', 'invitations are')} on the way. Who could not be reached stands here "
            "again under “No password, not invited”, with why on their own page."
        )


class OnePerson(AmongPeople):
    """A page of one person."""

    @cached_property
    def person(self) -> User:
        """The person that the address names."""
        return get_object_or_404(User, pk=self.kwargs["pk"])

    @property
    def about(self) -> str:
        """Who it is."""
        return f"{self.person.name} · {self.person.email}"

    @property
    def way_back(self) -> str:
        """Their page."""
        return self.person.get_absolute_url()

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to their page."""
        return (*super().get_crumbs(), (str(self.person), self.person.get_absolute_url()))


class KeptPerson(OnePerson):
    """A page on which something of a person is changed."""

    refusal = "Somebody who may do everything is changed by another such alone."

    def allowed(self) -> bool:
        """The performance team; of somebody who may do everything, another such."""
        if not super().allowed():
            self.refusal = Kept.refusal
            return False
        return rights.may_keep_person(self.request.user, self.person)


class PersonPage(OnePerson):
    """A person: posts, roles, last sign-in, what they answer for, places on boards, and what was changed of them."""

    template_name = "organisation/person.html"

    @cached_property
    def person(self) -> User:
        """With everything that they hold or held."""
        held = PostHolder.objects.select_related("post")
        boards = BoardMember.objects.select_related("board")
        rows = people(today()).prefetch_related(
            Prefetch("posts_held", held, to_attr="ever_held"), Prefetch("boards", boards, to_attr="places")
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        """Their name."""
        return str(self.person)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all people."""
        return super().get_crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about them."""
        on, person = today(), self.person
        posts = [one.post for one in person.held]
        hanging = hanging_on([post.pk for post in posts], on)
        invitation = Invitation.objects.filter(to=person).select_related("by").first()
        return super().get_context_data(
            person=person,
            roles=sorted(group.name for group in person.groups.all()),
            standing=standing_words(person),
            holdings=holdings(person.ever_held, on),
            answers=[(post, hanging.get(post.pk, ())) for post in posts],
            places=places(person.places, on),
            invitation=invitation,
            invitation_open=bool(invitation and invitation.is_open(now())),
            happenings=of_person(person),
            factors=factors_of(person),
            keeps=rights.may_keep_person(self.request.user, person),
            **kwargs,
        )


class EditPerson(Asks, KeptPerson):
    """Somebody's name and address."""

    title = "Change name or address"
    explains = "With another address they sign in by that one, and links that went to the old one open nothing more."

    def get_form(self, data: Any = None) -> PersonForm:
        """Over the person as they are stored."""
        return PersonForm(data, instance=User.objects.get(pk=self.person.pk))

    def take(self, form: PersonForm) -> str:
        """Store it."""
        services.store_person(person=form.instance, by=self.request.user)
        return "Saved."


class ChangeRoles(Asks, KeptPerson):
    """What somebody may do."""

    title = "Roles"

    @property
    def explains(self) -> str:
        """What goes of one's own roles."""
        if self.person.pk == self.request.user.pk:
            return "Nobody gives themselves a role: of your own you can take some away. Ask a colleague for another."
        return (
            "An officer reports what their posts lead; a member of a board reads its closed papers; a partner sees only "
            "what its posts answer for; a viewer reads; the performance team keeps everything."
        )

    def get_form(self, data: Any = None) -> RolesForm:
        """With the roles that they have."""
        return RolesForm(data, person=self.person, by=self.request.user)

    def take(self, form: RolesForm) -> str:
        """Give and take."""
        roles = form.cleaned_data["roles"]
        if not services.change_roles(person=self.person, roles=roles, by=self.request.user):
            return "Nothing was changed."
        return f"{self.person}: {listed(sorted(roles)) or 'no role'}."

    def way_on(self, form: RolesForm) -> str:
        """Their page, or My work for who has just left the performance team."""
        fresh = User.objects.get(pk=self.request.user.pk)
        return self.way_back if rights.may_manage(fresh) else reverse("home")


class RemoveLostFactor(Asks, KeptPerson):
    """The second factor of somebody who has lost it, taken away."""

    title = "Take away the second factor"
    button = "Take it away and sign them out"
    leave = "Leave it"
    warns = True
    explains = (
        "Their authenticator app, passkeys and recovery codes open nothing more, and the password alone lets them in until "
        "they set up another. Every browser in which they are signed in is signed out, and a mail tells them."
    )

    def why_not(self) -> str:
        """Only of somebody else who has one: one's own goes with one's own password."""
        if self.person.pk == self.request.user.pk:
            return "Your own second factor is removed under Your account, with your password."
        return "" if factors_of(self.person) else f"{self.person} has no second factor."

    def get_form(self, data: Any = None) -> LostFactorForm:
        """How it is known that it is them."""
        return LostFactorForm(data)

    def take(self, form: LostFactorForm) -> str:
        """Take it away."""
        if why := self.why_not():
            raise NotDoneError(why)
        remove_lost_factors(self.request, self.person, how_known=form.cleaned_data["how_known"])
        tell.enqueue(
            self.person.pk, "its second factor was taken away by the performance team, and you were signed out."
        )
        return f"The second factor of {self.person} is taken away, and they are signed out everywhere."


class SignOutEverywhere(Press, KeptPerson):
    """Every browser in which somebody is signed in, signed out."""

    def take(self) -> str:
        """End their sessions; one's own go on in this browser."""
        here = self.request.session.session_key if self.person.pk == self.request.user.pk else None
        ended = end_sessions(self.person, keep=here)
        if ended:
            note(self.request, What.ENDED, person=self.person, detail=f"all, by {self.request.user}")
        return (
            f"{self.person} is signed out of {count(ended, 'browser')}."
            if ended
            else f"{self.person} was not signed in."
        )


class Invite(Press, KeptPerson):
    """A link to choose a password, mailed."""

    def take(self) -> str:
        """Send it; an earlier one opens nothing more."""
        return send(self.request, invite(to=self.person, by=self.request.user))


class PersonLeaves(Asks, KeptPerson):
    """Somebody who leaves, with everything that they hold handed on in one step."""

    title = "Leaves the council"
    template_name = "organisation/leave.html"
    button = "Hand everything on and close the account"
    leave = "Leave it open"
    warns = True

    def why_not(self) -> str:
        """An account that is closed is not closed again."""
        return "" if self.person.may_sign_in else f"The account of {self.person} is closed already."

    def get_form(self, data: Any = None) -> LeaverForm:
        """With a successor to choose for each post."""
        return LeaverForm(data, person=self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what hangs on each post, and the places on boards."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        hanging = hanging_on([post.pk for post in form.posts.values()], today())
        asked = [(post, form[name], hanging.get(post.pk, ())) for name, post in form.posts.items()]
        ending = list(services.places_after(self.person, form.asked_day() or form.initial["last_day"]))
        return context | {"asked": asked, "ending": ending}

    def take(self, form: LeaverForm) -> str:
        """All of it, or nothing."""
        last_day = form.cleaned_data["last_day"]
        left = services.leave(
            person=self.person,
            last_day=last_day,
            successors=form.successors,
            by=self.request.user,
            at_once=form.cleaned_data["at_once"],
        )
        said = [f"The account of {self.person} closes after {long_date(last_day)}."]
        if form.cleaned_data["at_once"] or last_day < today():
            said = [f"The account of {self.person} is closed."]
        said += [f"{held.post} passes to {held.user} on {long_date(held.starts)}." for held in left.handed]
        if left.vacant:
            said.append(f"Vacant from then on: {listed(str(post) for post in left.vacant)}.")
        if left.places:
            said.append(f"{count(left.places, 'place')} on boards ended.")
        return " ".join(said)

    def way_on(self, form: LeaverForm) -> str:
        """Their page, or My work for who has just left."""
        return reverse("home") if self.person.pk == self.request.user.pk else self.way_back


class PersonComesBack(Press, KeptPerson):
    """An account that is opened again."""

    def take(self) -> str:
        """Open it."""
        services.come_back(person=self.person, by=self.request.user)
        return f"The account of {self.person} is open again, with the roles that it had. Posts are handed over anew."
