"""Addresses of the council, its people, posts and directorates."""

from django.urls import path

from organisation.views import council, directorates, importing, people, posts

urlpatterns = [
    path("council/", council.TheCouncil.as_view(), name="the-council"),
    path("people/", people.PeopleList.as_view(), name="people"),
    path("people/new/", people.NewPerson.as_view(), name="new-person"),
    path("people/import/", importing.ImportOrganisation.as_view(), name="import-organisation"),
    path("people/import/organisation.xlsx", importing.OrganisationWorkbook.as_view(), name="organisation-workbook"),
    path("people/invite/", people.InvitePeople.as_view(), name="invite-people"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/edit/", people.EditPerson.as_view(), name="edit-person"),
    path("people/<int:pk>/roles/", people.ChangeRoles.as_view(), name="change-roles"),
    path("people/<int:pk>/second-factor/remove/", people.RemoveLostFactor.as_view(), name="remove-lost-factor"),
    path("people/<int:pk>/sign-out/", people.SignOutEverywhere.as_view(), name="sign-out-everywhere"),
    path("people/<int:pk>/invite/", people.Invite.as_view(), name="invite-person"),
    path("people/<int:pk>/leave/", people.PersonLeaves.as_view(), name="person-leaves"),
    path("people/<int:pk>/open/", people.PersonComesBack.as_view(), name="person-comes-back"),
    path("posts/", posts.PostList.as_view(), name="posts"),
    path("posts/new/", posts.NewPost.as_view(), name="new-post"),
    path("posts/<int:pk>/", posts.PostPage.as_view(), name="post"),
    path("posts/<int:pk>/edit/", posts.EditPost.as_view(), name="edit-post"),
    path("posts/<int:pk>/hand-over/", posts.HandOver.as_view(), name="hand-over"),
    path("posts/<int:pk>/holders/<int:holding>/", posts.EditHolding.as_view(), name="edit-holding"),
    path("posts/<int:pk>/holders/<int:holding>/back/", posts.TakeBackHolding.as_view(), name="take-back-holding"),
    path("posts/<int:pk>/end/", posts.EndPost.as_view(), name="end-post"),
    path("posts/<int:pk>/go-on/", posts.PostGoesOn.as_view(), name="post-goes-on"),
    path("directorates/", directorates.DirectorateList.as_view(), name="directorates"),
    path("directorates/new/", directorates.NewDirectorate.as_view(), name="new-directorate"),
    path("directorates/<int:pk>/", directorates.DirectoratePage.as_view(), name="directorate"),
    path("directorates/<int:pk>/edit/", directorates.EditDirectorate.as_view(), name="edit-directorate"),
    path("directorates/<int:pk>/end/", directorates.EndDirectorate.as_view(), name="end-directorate"),
    path("directorates/<int:pk>/go-on/", directorates.DirectorateGoesOn.as_view(), name="directorate-goes-on"),
]
