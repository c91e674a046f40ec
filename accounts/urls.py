"""The door, and a person's own account."""

from django.urls import path

from accounts.views import account, door, factors, joining

urlpatterns = [
    path("sign-in/", door.SignIn.as_view(), name="sign-in"),
    path("sign-in/code/", door.SignInCode.as_view(), name="sign-in-code"),
    path("sign-in/council/", door.CouncilSignIn.as_view(), name="council-sign-in"),
    path("sign-in/council/back/", door.CouncilBack.as_view(), name="council-back"),
    path("sign-in/forgotten/", door.Forgotten.as_view(), name="forgotten-password"),
    path("sign-in/password/<str:uidb64>/<str:token>/", door.NewPassword.as_view(), name="new-password"),
    path("join/<str:token>/", joining.Join.as_view(), name="join"),
    path("sign-out/", door.SignOut.as_view(), name="sign-out"),
    path("account/", account.Account.as_view(), name="account"),
    path("account/password/", account.ChangePassword.as_view(), name="change-password"),
    path("account/sessions/", account.Sessions.as_view(), name="sessions"),
    path("account/sign-ins/", account.OwnSignIns.as_view(), name="own-sign-ins"),
    path("account/second-factor/", factors.SecondFactorPage.as_view(), name="second-factor"),
    path("account/second-factor/app/", factors.AddApp.as_view(), name="add-app"),
    path("account/second-factor/codes/", factors.RecoveryCodes.as_view(), name="recovery-codes"),
    path("account/second-factor/passkey/", factors.AddPasskey.as_view(), name="add-passkey"),
    path("account/second-factor/passkey/<int:pk>/remove/", factors.RemovePasskey.as_view(), name="remove-passkey"),
    path("account/second-factor/remove/", factors.RemoveFactors.as_view(), name="remove-second-factor"),
]
